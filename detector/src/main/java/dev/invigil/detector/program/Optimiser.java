// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980), or plain gradient descent.
 *
 * @param momentum decay rate of the gradients' running mean ("beta 1"), from 0 and below 1. At 0, as InvAD is trained, a step goes
 *     along the gradient itself, and nothing is kept of earlier ones
 * @param decayRate of the squared gradients' running mean ("beta 2"). At 1 it is not kept, and a step is the gradient itself times the
 *     learning rate
 * @param epsilon added to the root in the divisor
 * @param clipNorm the length that all gradients together are shortened to when they are longer
 * @param weightDecay what is taken off a weight per unit of learning rate before the step ("AdamW", decoupled)
 * @param decaysAll whether it is taken off every parameter; if not, only off those of more than one axis, so not off biases and norms
 */
public record Optimiser(
        double momentum, double decayRate, double epsilon, double clipNorm, double weightDecay, boolean decaysAll) {
    /** The official recipe of InvAD: no momentum, no decay. */
    public static final Optimiser OFFICIAL = new Optimiser(0, 0.99, 1e-8, 5, 0, false);

    /** A length that gradients do not have: nothing is shortened. */
    private static final double UNCLIPPED = 1e30;

    /** Steps along the gradient, without any memory and without a limit of its length ("SGD" with PyTorch's defaults). */
    public static final Optimiser GRADIENT_DESCENT = new Optimiser(0, 1, 0, UNCLIPPED, 0, false);

    public Optimiser {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("the momentum must be at least 0 and below 1, not " + momentum);
        }
    }

    /** The same with momentum. */
    public Optimiser withMomentum(double rate) {
        return new Optimiser(rate, decayRate, epsilon, clipNorm, weightDecay, decaysAll);
    }

    /** The same with decoupled weight decay, of parameters of more than one axis. */
    public Optimiser withWeightDecay(double decay) {
        return new Optimiser(momentum, decayRate, epsilon, clipNorm, decay, false);
    }

    /** Whether it keeps a running mean of the gradients. */
    boolean hasMomentum() {
        return momentum > 0;
    }

    /** Whether it divides by the size of earlier gradients, which it keeps a running mean of. */
    boolean isAdaptive() {
        return decayRate < 1;
    }

    /** What the schedule's second and third numbers are at a step counted from 1: the corrections of the running means' beginning at 0. */
    public double[] corrections(int step) {
        return new double[] {Math.sqrt(1 - Math.pow(decayRate, step)), 1 - Math.pow(momentum, step)};
    }
}
