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
        // the length of its header comes first, little-endian: it may begin with the byte that begins a pickle, but
        // its upper bytes are 0, which those of a pickle are not
        if (start.length == BYTES && start[BYTES - 1] == '{' && start[BYTES - 2] == 0 && start[BYTES - 3] == 0) {
            return SAFE_TENSORS;
        }
        return start.length > 0 && Byte.toUnsignedInt(start[0]) == Opcode.PROTO.code() ? PICKLE : UNKNOWN;
    }
}
