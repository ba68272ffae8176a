// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import java.util.List;
import java.util.Objects;

/**
 * How a picture becomes the network's input: RGB, resized to {@code size x size}, divided by 255, less {@code mean}, divided
 * by {@code std}.
 *
 * @param resize which resize; {@value #PILLOW_BILINEAR} is the only one so far
 * @param size height and width, in pixels
 * @param mean per channel, of samples in 0..1
 * @param std per channel, above 0
 */
public record Preprocessing(String resize, int size, List<Double> mean, List<Double> std) {
    public static final String PILLOW_BILINEAR = "pillow-bilinear";

    private static final int CHANNELS = 3;

    public Preprocessing {
        Objects.requireNonNull(resize, "resize");
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (!resize.equals(PILLOW_BILINEAR)) {
            throw new IllegalArgumentException("no resize is called " + resize + "; there is " + PILLOW_BILINEAR);
        }
        if (size < 1
                || mean.size() != CHANNELS
                || std.size() != CHANNELS
                || std.stream().anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException("size " + size + ", mean " + mean + ", std " + std
                    + ": three channels and positive numbers expected");
        }
    }

    /** What encoders trained on ImageNet expect. */
    public static Preprocessing imageNet(int size) {
        return new Preprocessing(PILLOW_BILINEAR, size, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
    }
}
