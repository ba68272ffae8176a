// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TorchFiles;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportedBackboneTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"resnet18, resnet18, false", "resnet50_caffe, resnet50, true"})
    void shouldReproduceTheActivationsOfPretrainedBackbones(String name, String architecture, boolean strideFirst)
            throws Exception {
        Optional<Path> weights = Fixtures.shared("data/backbones/" + name + ".safetensors");
        Optional<Path> reference = Fixtures.shared("data/backbones/" + name + "_reference.safetensors");
        assumeTrue(weights.isPresent() && reference.isPresent(), "no pretrained " + name);
        TensorFile want = Fixtures.read(reference.orElseThrow());

        List<HostTensor> got = features(read(weights.orElseThrow(), architecture, strideFirst), want.tensor("input"));

        for (int i = 0; i < 3; i++) {
            String layer = "layer" + (i + 1);
            Expected.close(layer, got.get(i), want.tensor(layer), 1e-4, 0);
        }
    }

    @Test
    void shouldLeaveOutWhatComesBehindTheThirdLayerAndSayWhat() throws Exception {
        Map<String, HostTensor> given = new LinkedHashMap<>(random("resnet18"));
        given.put("fc.weight", HostTensor.of(new float[20], 10, 2));
        given.put("layer4.0.conv1.weight", HostTensor.of(new float[4], 2, 2, 1, 1));

        ImportedBackbone imported = read(TorchFiles.stateDict(folder.resolve("a.pth"), given), "resnet18", false);

        assertThat(imported.dropped()).containsExactlyInAnyOrder("fc.weight", "layer4.0.conv1.weight");
        assertThat(imported.weights()).containsKeys(random("resnet18").keySet().toArray(String[]::new));
        assertThat(imported.network()).isEqualTo(ResNet.known("resnet18"));
    }

    @Test
    void shouldTakeFoldedBatchNormsForNormsThatOnlyAdd() throws Exception {
        Map<String, HostTensor> folded = new LinkedHashMap<>();
        Map<String, HostTensor> plain = new LinkedHashMap<>();
        random("resnet18").forEach((name, value) -> {
            if (name.matches(".*(bn\\d|downsample\\.1)\\.bias")) {
                folded.put(
                        name.replaceFirst("bn(\\d)\\.bias", "conv$1.bias")
                                .replaceFirst("downsample\\.1\\.bias", "downsample.0.bias"),
                        ramp(value));
                plain.put(name, ramp(value));
            } else if (name.contains("conv") || name.contains("downsample.0")) {
                folded.put(name, value);
                plain.put(name, value);
            } else {
                // with its epsilon, a norm that changes nothing
                plain.put(name, name.endsWith("running_var") ? filled(value, 0.99999f) : value);
            }
        });

        ImportedBackbone imported = read(TorchFiles.stateDict(folder.resolve("a.pth"), folded), "resnet18", false);

        assertThat(imported.unfolded()).isEqualTo(15);
        HostTensor picture = HostTensor.of(ramp(3 * 32 * 32), 1, 3, 32, 32);
        ImportedBackbone want = new ImportedBackbone(imported.network(), plain, List.of(), 0);
        for (int i = 0; i < 3; i++) {
            Expected.close(
                    "layer" + (i + 1),
                    features(imported, picture).get(i),
                    features(want, picture).get(i),
                    1e-5,
                    1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"tf_efficientnet_b4, conv_head, bn2", "efficientnet-b4, _conv_head, _bn1"})
    void shouldReadAnEfficientNetUnderTheNamesOfEitherPublisher(String architecture, String head, String norm)
            throws Exception {
        Encoder known = Encoders.known(architecture);
        Map<String, HostTensor> given = new LinkedHashMap<>();
        known.parameters()
                .forEach((name, parameter) -> given.put(
                        name,
                        HostTensor.of(
                                new float[parameter.shape().stream().reduce(1, Math::multiplyExact)],
                                parameter.shape())));
        given.put(head + ".weight", HostTensor.of(new float[4], 2, 2, 1, 1));
        given.put(norm + ".weight", HostTensor.of(new float[2], 2));
        Path file = TorchFiles.stateDict(folder.resolve("b4.pth"), given);

        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            ImportedBackbone imported =
                    ImportedBackbone.recognise(checkpoint, false).orElseThrow();
            assertThat(imported.network()).isEqualTo(known);
            assertThat(imported.network().architecture()).isEqualTo(architecture);
            assertThat(imported.dropped()).containsExactlyInAnyOrder(head + ".weight", norm + ".weight");
            // so that a detector can take the level of stride 32, too
            assertThat(imported.weights()).hasSameSizeAs(known.parameters());
            assertThat(imported.network().deepest().channels()).containsExactly(24, 32, 56, 160, 448);
        }
    }

    private static HostTensor filled(HostTensor like, float value) {
        float[] values = new float[like.elements()];
        Arrays.fill(values, value);
        return HostTensor.of(values, like.shape());
    }

    private static HostTensor ramp(HostTensor like) {
        return HostTensor.of(ramp(like.elements()), like.shape());
    }

    private static float[] ramp(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i % 17 - 8) / 16f;
        }
        return values;
    }

    @Test
    void shouldSayWhichArchitectureItIsInstead() throws Exception {
        Path file = TorchFiles.stateDict(folder.resolve("a.pth"), random("resnet34"));

        UnfitWeightsException refusal =
                catchThrowableOfType(UnfitWeightsException.class, () -> read(file, "resnet18", false));

        assertThat(refusal).hasMessageStartingWith("these are not the weights of resnet18, but those of resnet34\n");
        assertThat(refusal.difference().missing()).isEmpty();
        assertThat(refusal.difference().superfluous())
                .hasSize(random("resnet34").size() - random("resnet18").size());
    }

    @Test
    void shouldSayInAFewLinesWhatToDo() throws Exception {
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        random("resnet18").forEach((name, value) -> renamed.put("encoder." + name, value));
        Path file = TorchFiles.stateDict(folder.resolve("a.pth"), renamed);

        UnfitWeightsException refusal =
                catchThrowableOfType(UnfitWeightsException.class, () -> read(file, "resnet18", false));

        assertThat(refusal.getMessage().lines().count()).isLessThanOrEqualTo(12);
        assertThat(refusal)
                .hasMessageContaining("missing, 30 in all, such as:\n    bn1: bias")
                .hasMessageContaining("Names that begin with \"encoder.\"")
                .hasMessageContaining("state_dict()");
        assertThat(refusal.difference().superfluous()).hasSameSizeAs(renamed.keySet());
    }

    @Test
    void shouldNotPlaceStridesFirstWhereThereAreNoBottlenecks() throws IOException {
        Path file = TorchFiles.stateDict(folder.resolve("a.pth"), random("resnet18"));
        assertThatThrownBy(() -> read(file, "resnet18", true)).hasMessageContaining("bottleneck blocks");
        assertThatThrownBy(() -> read(file, "vgg16", true)).hasMessageContaining("resnet18, resnet34, resnet50");
    }

    private static Map<String, HostTensor> random(String architecture) {
        Map<String, HostTensor> all = new LinkedHashMap<>(ResNet.random(architecture, new SplittableRandom(5)));
        all.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
        return all;
    }

    private static ImportedBackbone read(Path file, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return ImportedBackbone.read(checkpoint, architecture, strideFirst);
        }
    }

    private static List<HostTensor> features(ImportedBackbone backbone, HostTensor picture) {
        Input input = new Input("picture");
        var layers = backbone.network().features(input, Scope.ROOT, picture.size(2), picture.size(3));
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(input),
                        layers,
                        backbone.weights(),
                        archive -> Program.evaluate(archive, TestDevice.CPU)),
                TestDevice.CPU)) {
            return program.call("forward", picture);
        }
    }
}
