// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Optional;

/**
 * A decoded image.
 *
 * @param image in 8-bit RGB
 * @param range of the samples in the file where they have 16 bits; empty for 8 bits and less
 */
public record DecodedImage(RgbImage image, Optional<SampleRange> range) {}
