// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EfficientNetParityTest {
    private static final ComputeDevice CPU = TestDevice.CPU;

    @ParameterizedTest
    @CsvSource({"STATIC, feat_static380", "SAME, feat_dynamic_same"})
    void shouldComputeTheFeaturesOfTheReference(EfficientNet.Padding padding, String wanted) {
        TensorFile fixture = Fixtures.tensors("effnet_tiny");
        EfficientNet network = network(Fixtures.json("effnet_tiny"), padding);
        HostTensor image = fixture.tensor("input/image");

        List<HostTensor> got = features(network, fixture.under("param/"), image);

        Map<String, HostTensor> want = fixture.under(wanted + "/");
        assertThat(got).hasSameSizeAs(want.keySet());
        for (int i = 0; i < got.size(); i++) {
            HostTensor feature = want.get(Integer.toString(i));
            Expected.close(wanted + "/" + i, got.get(i), feature, 2e-4, 1e-4);
            assertThat(network.channels().get(i)).isEqualTo(feature.size(1));
            if (padding == EfficientNet.Padding.SAME) {
                int stride = network.strides().get(i);
                assertThat(feature.size(2)).isEqualTo((image.size(2) + stride - 1) / stride);
                assertThat(feature.size(3)).isEqualTo((image.size(3) + stride - 1) / stride);
            }
        }
    }

    @Test
    void shouldReadTheSameFeaturesUnderBothNames() {
        TensorFile fixture = Fixtures.tensors("effnet_tiny");
        EfficientNet original = network(Fixtures.json("effnet_tiny"), EfficientNet.Padding.SAME);
        EfficientNet timm = new EfficientNet(
                original.stem(), original.stages(), original.taps(), original.padding(), EfficientNet.Names.TIMM);
        Map<String, HostTensor> weights = fixture.under("param/");

        List<HostTensor> got = features(timm, renamed(weights, original), fixture.tensor("input/image"));

        for (int i = 0; i < got.size(); i++) {
            Expected.close("feature " + i, got.get(i), fixture.tensor("feat_dynamic_same/" + i), 2e-4, 1e-4);
        }
    }

    @Test
    void shouldHaveAsManyParametersAsTheReference() {
        EfficientNet whole = new EfficientNet(
                EfficientNet.B4.stem(),
                EfficientNet.B4.stages(),
                List.of(31),
                EfficientNet.Padding.SAME,
                EfficientNet.Names.TIMM);
        Map<String, Parameter> parameters =
                NetworkState.parameters(whole.features(new Input("image"), Scope.ROOT, 256, 256));

        assertThat(parameters.values().stream()
                        .filter(Parameter::learned)
                        .mapToLong(parameter ->
                                parameter.shape().stream().mapToLong(i -> i).reduce(1, Math::multiplyExact))
                        .sum())
                .isEqualTo(16_742_216);
        assertThat(parameters).containsKeys("blocks.0.1.conv_pw.weight", "blocks.6.1.conv_pwl.weight");
        assertThat(parameters.get("blocks.6.1.se.conv_reduce.bias").shape()).containsExactly(112);
    }

    @Test
    void shouldTapStridesTwoToSixteen() {
        assertThat(EfficientNet.B4.channels()).containsExactly(24, 32, 56, 160);
        assertThat(EfficientNet.B4.strides()).containsExactly(2, 4, 8, 16);
        assertThat(EfficientNet.B4_STATIC.channels()).isEqualTo(EfficientNet.B4.channels());
    }

    @Test
    void shouldRefuseATapBehindTheLastBlock() {
        assertThatThrownBy(() -> new EfficientNet(
                        8,
                        List.of(new EfficientNet.Stage(2, 3, 1, 1, 8)),
                        List.of(2),
                        EfficientNet.Padding.SAME,
                        EfficientNet.Names.TIMM))
                .hasMessage("taps must be ascending numbers of blocks, 0 to 1, not [2]");
    }

    /** The network of the fixture's table: a block with a shortcut belongs to the stage of the block before it. */
    private static EfficientNet network(JsonNode json, EfficientNet.Padding padding) {
        List<EfficientNet.Stage> stages = new ArrayList<>();
        for (JsonNode block : json.path("blocks")) {
            EfficientNet.Stage before = stages.isEmpty() ? null : stages.get(stages.size() - 1);
            if (block.path("skip").booleanValue()) {
                stages.set(
                        stages.size() - 1,
                        new EfficientNet.Stage(
                                before.blocks() + 1,
                                before.kernel(),
                                before.stride(),
                                before.expansion(),
                                before.channels()));
            } else {
                stages.add(new EfficientNet.Stage(
                        1,
                        block.path("kernel").intValue(),
                        block.path("stride").intValue(),
                        block.path("expand").intValue(),
                        block.path("cout").intValue()));
            }
        }
        List<Integer> taps = new ArrayList<>();
        json.at("/case/outblocks").forEach(tap -> taps.add(tap.intValue()));
        return new EfficientNet(
                json.path("stem_channels").intValue(), stages, taps, padding, EfficientNet.Names.LUKEMELAS);
    }

    private static List<HostTensor> features(EfficientNet network, Map<String, HostTensor> weights, HostTensor image) {
        Input input = new Input("image");
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(input),
                        network.features(input, Scope.ROOT, image.size(2), image.size(3)),
                        weights,
                        archive -> Program.evaluate(archive, CPU)),
                CPU)) {
            return program.call("forward", image);
        }
    }

    /** The original's weights under timm's names, by the table of the specification. */
    private static Map<String, HostTensor> renamed(Map<String, HostTensor> weights, EfficientNet network) {
        Map<String, HostTensor> renamed = new TreeMap<>();
        weights.forEach((name, value) -> {
            String[] parts = name.split("\\.", 3);
            if (!parts[0].equals("_blocks")) {
                renamed.put(name.replace("_conv_stem", "conv_stem").replace("_bn0", "bn1"), value);
                return;
            }
            int stage = 0;
            int index = Integer.parseInt(parts[1]);
            while (index >= network.stages().get(stage).blocks()) {
                index -= network.stages().get(stage).blocks();
                stage++;
            }
            boolean expands = network.stages().get(stage).expansion() > 1;
            String inner = parts[2].replace("_se_reduce", "se.conv_reduce")
                    .replace("_se_expand", "se.conv_expand")
                    .replace("_expand_conv", "conv_pw")
                    .replace("_depthwise_conv", "conv_dw")
                    .replace("_project_conv", expands ? "conv_pwl" : "conv_pw")
                    .replace("_bn2", expands ? "bn3" : "bn2")
                    .replace("_bn1", expands ? "bn2" : "bn1")
                    .replace("_bn0", "bn1");
            renamed.put("blocks.%d.%d.%s".formatted(stage, index, inner), value);
        });
        return renamed;
    }
}
