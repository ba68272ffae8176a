// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.ImageFigures;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Preprocessing;

/**
 * A frame whose image is ready for the network of a model.
 *
 * @param digest SHA-256 of the encoded image, lower-case hex
 * @param input the input format that the image was prepared for; only a model with an equal format can score it
 * @param image the image at the size of the model's input
 * @param figures brightness and sharpness of {@code image}
 * @param width of the camera's image, in pixels
 * @param height of the camera's image, in pixels
 * @param decodeNanos when decoding began
 * @param preparedNanos when decoding and resizing ended
 */
record Prepared(
        Accepted accepted,
        String digest,
        Preprocessing input,
        RgbImage image,
        ImageFigures figures,
        int width,
        int height,
        long decodeNanos,
        long preparedNanos) {
    /** The product that the frame names. */
    String product() {
        return accepted.frame().productId();
    }
}
