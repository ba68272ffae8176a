// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import java.util.List;
import java.util.Optional;

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
    public static BatchNorm of(Term x, Scope scope, int channels, double epsilon) {
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

    private Term x() {
        return operands().get(0);
    }

    /**
     * This norm folded into the convolution before it, for scoring. Reckoned in float64, so that folding rounds once.
     *
     * @return empty if there is no convolution before it
     */
    public Optional<Convolution> folded() {
        if (!(x() instanceof Convolution convolution)) {
            return Optional.empty();
        }
        Term factor = wide(1).dividedBy(wide(4).plus(epsilon).squareRoot());
        Term offset = wide(2).minus(wide(3).times(factor));
        Term bias = convolution
                .bias()
                .map(own -> own.toFloat64().times(factor).plus(offset))
                .orElse(offset);
        Term weight = convolution.weight().toFloat64().times(factor.reshape(-1, 1, 1, 1));
        return Optional.of(convolution.with(weight.toFloat32(), bias.toFloat32()));
    }

    private Term wide(int operand) {
        return operands().get(operand).toFloat64();
    }

    @Override
    public BatchNorm on(List<? extends Term> others) {
        return new BatchNorm(others, epsilon);
    }
}
