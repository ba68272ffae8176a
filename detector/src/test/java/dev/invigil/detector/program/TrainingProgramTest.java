// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.TrainingStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingProgramTest {
    private static final double RATE = 0.1;
    private static final Optimiser MOMENTUM = Optimiser.OFFICIAL.withMomentum(0.9);
    private static final Input TARGET = new Input("target");
    /** The mean of (weight - target)² over two numbers. */
    private static final Term LOSS =
            Scope.ROOT.learned("weight", Initialiser.constant(0), 2).meanSquaredError(TARGET);

    private static final Map<String, HostTensor> START = Map.of("weight", HostTensor.of(new float[] {1, -1}, 2));

    @Test
    void shouldStepAlongTheRunningMeanOfTheGradientsWhenThereIsMomentum() {
        double[] weight = {1, -1};
        double[] mean = new double[2];
        double[] square = new double[2];

        try (TrainingStep training = training(TrainingState.beginning(START), MOMENTUM)) {
            for (int step = 1; step <= 5; step++) {
                training.step(List.of(target(step)), RATE);
                for (int i = 0; i < 2; i++) {
                    double gradient = weight[i] - target(step).doubles()[i];
                    mean[i] = 0.9 * mean[i] + 0.1 * gradient;
                    square[i] = 0.99 * square[i] + 0.01 * gradient * gradient;
                    double unbiased = mean[i] / (1 - Math.pow(0.9, step));
                    double size = Math.sqrt(square[i] / (1 - Math.pow(0.99, step)));
                    weight[i] -= RATE * unbiased / (size + 1e-8);
                }
            }

            assertThat(training.state().get("weight").doubles()).containsExactly(weight, within(1e-5));
        }
    }

    @Test
    void shouldStepAlongTheGradientAloneInGradientDescent() {
        double[] weight = {1, -1};

        try (TrainingStep training = training(TrainingState.beginning(START), Optimiser.GRADIENT_DESCENT)) {
            for (int step = 1; step <= 3; step++) {
                training.step(List.of(target(step)), RATE);
                for (int i = 0; i < 2; i++) {
                    weight[i] -= RATE * (weight[i] - target(step).doubles()[i]);
                }
            }
            TrainingState state = training.snapshot();

            assertThat(state.network().get("weight").doubles()).containsExactly(weight, within(1e-6));
            assertThat(state.squares()).isEmpty();
            assertThat(state.means()).isEmpty();
            try (TrainingStep rest = training(state, Optimiser.GRADIENT_DESCENT)) {
                training.step(List.of(target(4)), RATE);
                rest.step(List.of(target(4)), RATE);
                assertThat(rest.snapshot()).isEqualTo(training.snapshot());
            }
        }
    }

    @Test
    void shouldGoOnFromItsStateAsIfNothingHadHappened() {
        try (TrainingStep whole = training(TrainingState.beginning(START), MOMENTUM)) {
            whole.step(List.of(target(1)), RATE);
            whole.step(List.of(target(2)), RATE);
            try (TrainingStep rest = training(whole.snapshot(), MOMENTUM)) {
                whole.step(List.of(target(3)), RATE);
                rest.step(List.of(target(3)), RATE);

                assertThat(rest.snapshot()).isEqualTo(whole.snapshot());
            }
        }
    }

    @Test
    void shouldKeepNoMeansWithoutMomentumAndRefuseAStateThatLacksThem() {
        try (TrainingStep training = training(TrainingState.beginning(START), Optimiser.OFFICIAL)) {
            training.step(List.of(target(1)), RATE);
            TrainingState state = training.snapshot();

            assertThat(state.means()).isEmpty();
            assertThatThrownBy(() -> TrainingProgram.of(List.of(TARGET), LOSS, state, MOMENTUM, Precision.FLOAT32))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight is missing");
        }
    }

    @Test
    void shouldConvolveWithStrideOneWhereAOneByOneKernelReadsEverySecondPixel() {
        Term weight = Scope.ROOT.learned("weight", Initialiser.constant(0.5), 4, 2, 1, 1);
        Term loss = new Input("x").conv2d(weight, 2, 0).spatialMean().meanSquaredError(TARGET);

        String methods = methods(loss, Map.of("weight", HostTensor.of(new float[8], 4, 2, 1, 1)));

        assertThat(methods)
                .contains("torch.slice(torch.slice(x, 2, None, None, 2), 3, None, None, 2)")
                .doesNotContain("[2, 2]");
    }

    @Test
    void shouldKeepTheStrideOfALargerKernel() {
        Term weight = Scope.ROOT.learned("weight", Initialiser.constant(0.5), 4, 2, 2, 2);
        Term loss = new Input("x").conv2d(weight, 2, 0).spatialMean().meanSquaredError(TARGET);

        assertThat(methods(loss, Map.of("weight", HostTensor.of(new float[32], 4, 2, 2, 2))))
                .contains("self.weight, None, [2, 2], [0, 0]");
    }

    @Test
    void shouldRefuseAStridedConvolutionWhoseKernelIsNotKnown() {
        Term weight = Scope.ROOT
                .learned("weight", Initialiser.constant(0.5), 4, 2, 1, 1)
                .times(2);
        Term loss = new Input("x").conv2d(weight, 2, 0).spatialMean().meanSquaredError(TARGET);

        assertThatThrownBy(() -> methods(loss, Map.of("weight", HostTensor.of(new float[8], 4, 2, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stride 2 and no padding");
    }

    private static String methods(Term loss, Map<String, HostTensor> state) {
        return String.join(
                "",
                TrainingProgram.of(List.of(new Input("x"), TARGET), loss, state, Optimiser.OFFICIAL)
                        .archive()
                        .methods());
    }

    private static TrainingStep training(TrainingState state, Optimiser optimiser) {
        return new TrainingStep(
                TrainingProgram.of(List.of(TARGET), LOSS, state, optimiser, Precision.FLOAT32),
                optimiser,
                TestDevice.CPU);
    }

    private static HostTensor target(int step) {
        return HostTensor.of(new float[] {0.5f * step, 2 - step}, 2);
    }
}
