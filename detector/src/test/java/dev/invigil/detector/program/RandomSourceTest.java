// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.RandomSource;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSourceTest {
    private static final int COUNT = 100_000;
    private static final double SHARE = 0.1;

    @Test
    void shouldDrawTheSameForTheSameSeedOnly() {
        try (Program program = program()) {
            List<HostTensor> first = call(program, 7);

            assertThat(call(program, 7)).isEqualTo(first);
            List<HostTensor> other = call(program, 8);
            for (int i = 0; i < first.size(); i++) {
                assertThat(other.get(i)).as("result %d", i).isNotEqualTo(first.get(i));
            }
            assertThat(first.get(1)).as("each place draws anew").isNotEqualTo(first.get(0));
        }
    }

    @Test
    void shouldDropTheShareAndKeepTheMean() {
        try (Program program = program()) {
            float[] dropped = call(program, 7).get(0).floats();

            long zeros = IntStream.range(0, COUNT).filter(i -> dropped[i] == 0).count();
            // five standard deviations of the number of zeros
            assertThat(zeros / (double) COUNT).isCloseTo(SHARE, within(5 * Math.sqrt(SHARE * (1 - SHARE) / COUNT)));
            float kept = (float) (1 / (1 - SHARE));
            assertThat(IntStream.range(0, COUNT).filter(i -> dropped[i] == kept).count())
                    .isEqualTo(COUNT - zeros);
        }
    }

    @Test
    void shouldDrawNormalNumbers() {
        try (Program program = program()) {
            double[] noise = call(program, 7).get(2).doubles();

            double mean = Arrays.stream(noise).average().orElseThrow();
            double variance = Arrays.stream(noise).map(x -> x * x).average().orElseThrow() - mean * mean;
            assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
            assertThat(variance).isCloseTo(1, within(5 * Math.sqrt(2.0 / COUNT)));
        }
    }

    private static Program program() {
        Input x = new Input("x");
        Input seed = new Input("seed");
        RandomSource source = RandomSource.of(seed, x);
        return Program.load(
                ScoringProgram.of(
                        List.of(x, seed),
                        List.of(source.dropped(x, SHARE), source.dropped(x, SHARE), source.normalLike(x)),
                        Map.of(),
                        archive -> Program.evaluate(archive, TestDevice.CPU)),
                TestDevice.CPU);
    }

    private static List<HostTensor> call(Program program, long seed) {
        float[] ones = new float[COUNT];
        Arrays.fill(ones, 1);
        return program.call("forward", HostTensor.of(ones, COUNT), HostTensor.of(new long[] {seed}, List.of()));
    }
}
