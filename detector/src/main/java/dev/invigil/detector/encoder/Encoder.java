// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import java.util.List;
import java.util.Map;

/**
 * A network that turns images into features: the port of all encoders. {@link Encoders} finds one by its name, by its weights, or by what a
 * manifest says. Immutable; equal networks are equal objects.
 */
public interface Encoder {
    /** Why strides cannot be placed. */
    String NO_BOTTLENECKS = "only networks with bottleneck blocks have a v1 placement of the stride";

    /** A name in {@link Encoders#names}, or the kind's own name for a network that has none. */
    String architecture();

    /** What one token or pixel of each level covers, in image pixels, in the order of {@link #features}. */
    List<Integer> strides();

    /** Channels of each level, in the order of {@link #features}. */
    List<Integer> channels();

    /**
     * Says whether the network can take images of this size.
     *
     * @throws IllegalArgumentException if it cannot, with the sizes that it takes
     */
    default void requireSize(int height, int width) {}

    /**
     * Describes the features of images.
     *
     * @param images N,3,H,W float32, normalised
     * @param scope where the parameters are
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @return N,C,H/stride,W/stride each
     * @throws IllegalArgumentException as {@link #requireSize}
     */
    List<Term> features(Term images, Scope scope, int height, int width);

    /** All parameters and buffers of the features, by name; of {@link #deepest}, too. */
    Map<String, Parameter> parameters();

    /** Whether a file's tensor of this name belongs to a part of the original that this network goes without, such as its classifier. */
    boolean leavesOut(String name);

    /** Whether a bottleneck halves its input in its first convolution, see {@link ResNet#strideFirst}; false where there is none. */
    default boolean strideFirst() {
        return false;
    }

    /**
     * The same network with the strides placed so.
     *
     * @throws IllegalArgumentException if it is to have them first in bottlenecks and has no bottlenecks
     */
    default Encoder placing(boolean strideFirst) {
        if (strideFirst) {
            throw new IllegalArgumentException(NO_BOTTLENECKS);
        }
        return this;
    }

    /** The same network with all levels that its whole weights have, such as one of stride 32 that most detectors go without. */
    default Encoder deepest() {
        return this;
    }

    /** What an image shows as a whole: each channel's mean over its map, of all levels one after the other; N,D. */
    static Term pooled(List<? extends Term> levels) {
        return Term.concatenate(levels.stream().map(Term::spatialMean).toList());
    }
}
