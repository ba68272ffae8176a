// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

/**
 * Adam with a first decay rate of 0, as InvAD is trained: the first moment is the gradient itself (Kingma and Ba, arXiv 1412.6980).
 *
 * @param decayRate of the squared gradients' running mean ("beta 2")
 * @param epsilon added to the root in the divisor
 * @param clipNorm the length that all gradients together are shortened to when they are longer
 * @param weightDecay what is taken off a weight per unit of learning rate before the step ("AdamW", decoupled); only off
 *     parameters of more than one axis
 */
public record Optimiser(double decayRate, double epsilon, double clipNorm, double weightDecay) {
    /** The official recipe: no decay. */
    public static final Optimiser OFFICIAL = new Optimiser(0.99, 1e-8, 5, 0);

    /** The same with decoupled weight decay. */
    public Optimiser withWeightDecay(double decay) {
        return new Optimiser(decayRate, epsilon, clipNorm, decay);
    }
}
