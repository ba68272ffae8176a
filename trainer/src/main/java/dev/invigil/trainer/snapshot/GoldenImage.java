// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.util.Optional;

/**
 * An image of the golden data set.
 *
 * @param origin its file
 * @param sha256 of the file
 * @param product that the part is
 * @param partId of the part, where the data has several views of each
 * @param training whether it is among the training images; if not, it is a test image
 * @param truth what the part is; good for a training image
 */
public record GoldenImage(
        Origin.Golden origin, String sha256, String product, Optional<String> partId, boolean training, Truth truth) {
    public GoldenImage {
        if (training && truth.isDefective()) {
            throw new IllegalArgumentException(origin.file() + ": a training image shows a good part");
        }
    }
}
