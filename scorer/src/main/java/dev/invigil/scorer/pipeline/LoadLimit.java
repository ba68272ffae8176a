// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/**
 * How much may be in flight before reading pauses. Reading resumes below three quarters, so that it does not pause
 * and resume with every frame.
 *
 * @param frames read and not committed, at least 1
 * @param bytes of their records, at least 1
 */
public record LoadLimit(int frames, long bytes) {
    public LoadLimit {
        if (frames < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "the load limits must be at least 1, but are " + frames + " frames and " + bytes + " bytes");
        }
    }

    /** Whether reading must be paused now, given whether it was before. */
    boolean pauses(boolean paused, int frames, long bytes) {
        if (paused) {
            return frames > this.frames * 3L / 4 || bytes > this.bytes / 4 * 3;
        }
        return frames >= this.frames || bytes >= this.bytes;
    }
}
