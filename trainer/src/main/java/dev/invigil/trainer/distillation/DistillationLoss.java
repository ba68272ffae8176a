// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * A narrow encoder that learns to compute what a wide one computes: beside its own features, linear maps predict the
 * wide one's from them, channel by channel at each pixel (FitNets, arXiv 1412.6550, at three levels at once). The maps are thrown
 * away afterwards.
 *
 * @param student whose parameters have no name prefix
 * @param channels of the teacher's features, fine to coarse
 */
public record DistillationLoss(ResNet student, List<Integer> channels) {
    private static final Scope HEADS = Scope.ROOT.in("heads");

    public DistillationLoss {
        channels = List.copyOf(channels);
    }

    /**
     * Describes the mean squared error at each level.
     *
     * @param picture N,3,H,W, normalised
     * @param targets the teacher's features, standardised; N,C,H,W, fine to coarse
     */
    public List<Term> errors(Term picture, List<? extends Term> targets) {
        List<Term> features = student.describe(picture, Scope.ROOT).layers();
        List<Term> errors = new ArrayList<>();
        for (int level = 0; level < features.size(); level++) {
            int from = student.channels().get(level);
            int to = channels.get(level);
            Scope scope = HEADS.in(Integer.toString(level));
            Term weight = scope.learned("weight", Initialiser.normal(1 / Math.sqrt(from)), to, from, 1, 1);
            Term bias = scope.learned("bias", Initialiser.constant(0), to);
            errors.add(features.get(level).conv2d(weight, bias, 1, 0).meanSquaredError(targets.get(level)));
        }
        return errors;
    }

    /** Describes what is minimised: the mean of the errors. */
    public Term loss(Term picture, List<? extends Term> targets) {
        return errors(picture, targets).stream()
                .reduce(Term::plus)
                .orElseThrow()
                .dividedBy(channels.size());
    }
}
