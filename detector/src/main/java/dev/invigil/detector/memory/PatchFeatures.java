// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The features of an image's patches, made of several levels of an encoder: each level's vectors are normalised to mean 0 and variance 1
 * and brought together: their mean where all levels have one shape, as in a vision transformer, else one
 * after the other at the finest level's size.
 *
 * @param encoder of the features
 */
record PatchFeatures(Encoder encoder) {
    /** Where the encoder's parameters are. */
    static final Scope ENCODER = Scope.ROOT.in("encoder");

    private static final double EPSILON = 1e-6;
    /** A residual network's first level shows edges only, and many of them. */
    private static final int FIRST_LEVEL = 1;

    private boolean isEven() {
        return encoder.strides().stream().distinct().count() == 1
                && encoder.channels().stream().distinct().count() == 1;
    }

    private List<Integer> levels() {
        List<Integer> levels = new ArrayList<>();
        for (int level = isEven() || encoder.channels().size() == 1 ? 0 : FIRST_LEVEL;
                level < encoder.channels().size();
                level++) {
            levels.add(level);
        }
        return levels;
    }

    /** Channels of a patch's feature. */
    int channels() {
        return isEven()
                ? encoder.channels().get(0)
                : levels().stream().mapToInt(encoder.channels()::get).sum();
    }

    /** Pixels of the image between two patches. */
    int stride() {
        return encoder.strides().get(levels().get(0));
    }

    /** Describes the features N,C,rows,columns of normalised images N,3,height,width. */
    Term describe(Term images, int height, int width) {
        List<Term> all = encoder.features(images, ENCODER, height, width);
        List<Term> levels = new ArrayList<>();
        for (int level : levels()) {
            Term normal = all.get(level)
                    .permute(0, 2, 3, 1)
                    .normalise(encoder.channels().get(level), EPSILON)
                    .permute(0, 3, 1, 2);
            levels.add(
                    levels.isEmpty() || isEven()
                            ? normal
                            : normal.resizeWithEdges(height / stride(), width / stride()));
        }
        if (!isEven()) {
            return Term.concatenate(levels);
        }
        Term sum = levels.get(0);
        for (Term level : levels.subList(1, levels.size())) {
            sum = sum.plus(level);
        }
        return sum.dividedBy(levels.size());
    }
}
