// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.RgbImage;

/**
 * A frame whose picture is ready for the network.
 *
 * @param digest SHA-256 of the encoded image, lower-case hex
 * @param picture at the model's size
 * @param width of the camera's picture, in pixels
 * @param height of the camera's picture, in pixels
 * @param decodeNanos when decoding began
 * @param preparedNanos when decoding and resizing ended
 */
record Prepared(
        Accepted accepted,
        String digest,
        RgbImage picture,
        int width,
        int height,
        long decodeNanos,
        long preparedNanos) {}
