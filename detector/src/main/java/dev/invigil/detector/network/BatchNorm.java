// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.network;

import java.util.List;

/**
 * Batch normalisation per channel.
 *
 * <p>Its own {@link #code} uses the running statistics. Training normalises by the batch's statistics instead and moves the
 * running ones by {@link #MOMENTUM}; scoring folds it into the convolution before it.
 */
public final class BatchNorm extends Operation {
    /** The weight of a batch in the running statistics. */
    public static final double MOMENTUM = 0.1;

    private final double epsilon;

    private BatchNorm(List<? extends Term> operands, double epsilon) {
        super(code(false, epsilon), operands);
        this.epsilon = epsilon;
    }

    /** Declares the parameters under {@code scope} as torch's {@code BatchNorm2d} names them. */
    static BatchNorm of(Term x, Scope scope, int channels, double epsilon) {
        return new BatchNorm(
                List.of(
                        x,
                        scope.learned("weight", Initialiser.constant(1), channels),
                        scope.learned("bias", Initialiser.constant(0), channels),
                        scope.buffer("running_mean", Initialiser.constant(0), channels),
                        scope.buffer("running_var", Initialiser.constant(1), channels),
                        scope.buffer("num_batches_tracked", Initialiser.COUNTER)),
                epsilon);
    }

    private static String code(boolean training, double epsilon) {
        return "torch.batch_norm({0}, {1}, {2}, {3}, {4}, %s, %s, %s, False)"
                .formatted(training ? "True" : "False", MOMENTUM, epsilon);
    }

    /** The operation in training mode: normalises by the batch, and moves the running statistics as it is computed. */
    public String trainingCode() {
        return code(true, epsilon);
    }

    /** The number of batches seen; training counts it up. */
    public Parameter batches() {
        return (Parameter) operands().get(5);
    }

    public Term x() {
        return operands().get(0);
    }

    /** The factor per channel in scoring: weight / sqrt(running_var + eps). */
    public Term factor() {
        return operands().get(1).dividedBy(operands().get(4).plus(epsilon).squareRoot());
    }

    /** What scoring adds after the factor: bias - running_mean * factor. */
    public Term offset(Term factor) {
        return operands().get(2).minus(operands().get(3).times(factor));
    }

    @Override
    public BatchNorm on(List<? extends Term> others) {
        return new BatchNorm(others, epsilon);
    }
}
