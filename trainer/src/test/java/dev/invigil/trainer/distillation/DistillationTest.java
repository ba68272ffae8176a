// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistillationTest {
    private static final ResNet TEACHER = narrow(8);
    private static final ResNet STUDENT = narrow(4);
    private static final Map<String, HostTensor> WEIGHTS = NetworkState.initial(
            TEACHER.describe(new Input("picture"), Scope.ROOT).layers(), new Random(1));

    @Test
    void shouldLearnToPredictTheTeacher() {
        try (Distillation distillation = distillation(60, 3)) {
            List<Double> before = distillation.explained();
            double first = distillation.step();
            double last = first;
            while (!distillation.isDone()) {
                last = distillation.step();
            }
            List<Double> after = distillation.explained();

            assertThat(last).isLessThan(first / 2);
            for (int level = 0; level < 3; level++) {
                assertThat(after.get(level)).isGreaterThan(before.get(level)).isLessThan(1);
            }
        }
    }

    @Test
    void shouldGiveAnEncoderOfTheStudentsShape() {
        try (Distillation distillation = distillation(1, 3)) {
            distillation.step();

            Map<String, HostTensor> encoder = distillation.encoder();

            assertThat(ResNet.of(encoder, false)).isEqualTo(STUDENT);
            assertThat(encoder.keySet()).noneMatch(name -> name.startsWith("heads"));
        }
    }

    @Test
    void shouldGiveTheSameEncoderForTheSameSeedOnly() {
        assertThat(encoderAfterSteps(3)).isEqualTo(encoderAfterSteps(3)).isNotEqualTo(encoderAfterSteps(4));
    }

    @Test
    void shouldRefuseASinglePhotograph() {
        assertThatThrownBy(() -> new Distillation(
                        new DistillationRecipe(1, 1, 0.01, 1),
                        TEACHER,
                        WEIGHTS,
                        STUDENT,
                        photographs().subList(0, 1),
                        TestDevice.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least two images");
    }

    private static Map<String, HostTensor> encoderAfterSteps(long seed) {
        try (Distillation distillation = distillation(2, seed)) {
            distillation.step();
            distillation.step();
            return distillation.encoder();
        }
    }

    private static Distillation distillation(int steps, long seed) {
        return new Distillation(
                new DistillationRecipe(steps, 1, 0.01, seed), TEACHER, WEIGHTS, STUDENT, photographs(), TestDevice.CPU);
    }

    private static ResNet narrow(int channels) {
        return new ResNet(
                channels,
                false,
                List.of(
                        new ResNet.Layer(1, channels, channels),
                        new ResNet.Layer(1, channels, channels),
                        new ResNet.Layer(1, channels, channels)),
                false);
    }

    /** Coloured checks of several sizes. */
    private static List<RgbImage> photographs() {
        List<RgbImage> photographs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int side = 64 + 8 * i;
            byte[] rgb = new byte[side * side * RgbImage.CHANNELS];
            for (int sample = 0; sample < rgb.length; sample++) {
                int pixel = sample / RgbImage.CHANNELS;
                int check = (pixel % side / (4 + i) + pixel / side / (4 + i)) % 2;
                rgb[sample] = (byte) (check * 160 + sample % 3 * 10 * i);
            }
            photographs.add(new RgbImage(side, side, rgb));
        }
        return photographs;
    }
}
