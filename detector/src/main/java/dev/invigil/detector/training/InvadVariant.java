// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The two official proportions of InvAD. */
public enum InvadVariant {
    INVAD("invad", "wide_resnet50_2", 2, 1),
    INVAD_LITE("invad-lite", "resnet34", 4, 5);

    private final String label;
    private final String encoder;
    private final int layers;
    private final double lossFactor;

    InvadVariant(String label, String encoder, int layers, double lossFactor) {
        this.label = label;
        this.encoder = encoder;
        this.layers = layers;
        this.lossFactor = lossFactor;
    }

    /** {@code invad} or {@code invad-lite}. */
    public String label() {
        return label;
    }

    /** The encoder of the official configuration, a name in {@link dev.invigil.detector.network.ResNet#KNOWN}. */
    public String encoder() {
        return encoder;
    }

    /** Blocks of the decoder per resolution. */
    public int layers() {
        return layers;
    }

    /** What each level's mean squared error counts. */
    public double lossFactor() {
        return lossFactor;
    }

    /**
     * The variant of that label.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static InvadVariant of(String label) {
        return Arrays.stream(values())
                .filter(variant -> variant.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no detector \"" + label + "\": write "
                        + Arrays.stream(values()).map(InvadVariant::label).collect(Collectors.joining(" or "))));
    }
}
