// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetParityTest {
    private static final ComputeDevice CPU = TestDevice.CPU;

    @ParameterizedTest
    @ValueSource(strings = {"resnet_tiny_basic", "resnet_tiny_wide"})
    void shouldComputeTheFeaturesOfTheReference(String name) {
        TensorFile fixture = Fixtures.tensors(name);
        Map<String, HostTensor> weights = fixture.under("param/");

        List<HostTensor> got = features(weights, fixture.tensor("input/image"), false);

        Expected.close("stem", got.get(0), fixture.tensor("mid/stem"), 1e-5, 1e-5);
        Expected.close("maxpool", got.get(1), fixture.tensor("mid/maxpool"), 1e-5, 1e-5);
        for (int i = 1; i <= 3; i++) {
            Expected.close("layer" + i, got.get(1 + i), fixture.tensor("feat/layer" + i), 1e-5, 1e-5);
        }
    }

    @ParameterizedTest
    // no tolerance is stated for resnet50_caffe, whose features reach 18: a few roundings of that
    @CsvSource({"resnet18, false, 1e-5", "resnet50_caffe, true, 3e-5"})
    void shouldComputeTheFeaturesOfPretrainedBackbones(String name, boolean strideFirst, double absolute) {
        Optional<Path> weights = Fixtures.shared("data/backbones/" + name + ".safetensors");
        Optional<Path> reference = Fixtures.shared("data/backbones/" + name + "_reference.safetensors");
        assumeTrue(weights.isPresent() && reference.isPresent(), "no pretrained " + name);
        TensorFile want = Fixtures.read(reference.orElseThrow());

        List<HostTensor> got =
                features(Fixtures.read(weights.orElseThrow()).tensors(), want.tensor("input"), strideFirst);

        for (int i = 1; i <= 3; i++) {
            Expected.close("layer" + i, got.get(1 + i), want.tensor("layer" + i), absolute, 1e-5);
        }
    }

    @Test
    void shouldNameWhatIsMissingInForeignWeights() {
        assertThatThrownBy(() -> ResNet.of(Map.of("conv1.weight", HostTensor.of(new float[1], 1, 1, 1, 1)), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer1.0.conv1.weight is missing");
    }

    /** Where the strides are leaves no trace in the weights, so nothing else would notice it. */
    @Test
    void shouldNotPlaceStridesInANetworkWithoutBottlenecks() {
        assertThat(Encoders.of(TinyModels.encoderWeights(1), false)).isEqualTo(TinyModels.ENCODER);
        assertThatThrownBy(() -> Encoders.of(TinyModels.encoderWeights(1), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bottleneck");
    }

    private static List<HostTensor> features(Map<String, HostTensor> weights, HostTensor picture, boolean strideFirst) {
        Input input = new Input("picture");
        ResNet.Features features = ResNet.of(weights, strideFirst).describe(input, Scope.ROOT);
        List<Term> outputs = new ArrayList<>(List.of(features.stem(), features.pooled()));
        outputs.addAll(features.layers());
        try (Program program = Program.load(
                ScoringProgram.of(List.of(input), outputs, weights, archive -> Program.evaluate(archive, CPU)), CPU)) {
            return program.call("forward", picture);
        }
    }
}
