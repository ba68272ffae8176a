// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

/** What a file's first bytes say it is. */
enum Signature {
    ZIP,
    PICKLE,
    SAFE_TENSORS,
    UNKNOWN;

    /** How many bytes tell. */
    static final int BYTES = 9;

    static Signature of(byte[] start) {
        if (start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
            return ZIP;
        }
        if (start.length > 0 && Byte.toUnsignedInt(start[0]) == Opcode.PROTO.code()) {
            return PICKLE;
        }
        // the length of its header comes first
        return start.length == BYTES && start[BYTES - 1] == '{' ? SAFE_TENSORS : UNKNOWN;
    }
}
