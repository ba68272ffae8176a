// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * A file whose structure has been checked, without everything that does not make pixels.
 *
 * @param bytes what a decoder gets to see
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param memory bytes that decoding takes at most, estimated from the header: the decoder's own image, its buffers, and the
 *     RGB image that comes out; without {@code bytes}
 * @param orientation how the stored rows and columns are to be turned
 */
record Essence(byte[] bytes, int width, int height, long memory, Orientation orientation) {
    Essence(byte[] bytes, long width, long height, long memory) {
        this(bytes, (int) width, (int) height, memory, Orientation.UPRIGHT);
    }
}
