// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TorchFiles;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.importing.UnfitWeightsException;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UniadImporterTest {
    @TempDir
    private Path folder;

    @Test
    void shouldHaveTheNamesShapesAndCountsOfAder() {
        shouldHave(
                UniadFamily.UNIAD,
                256,
                without(ReferenceLayout.ader(16), "net_backbone\\.blocks\\.[56]\\..*"),
                7_779_344);
    }

    @Test
    void shouldHaveTheNamesShapesAndCountsOfTheOriginal() {
        Map<String, List<Integer>> used = without(
                ReferenceLayout.original(14),
                "module\\.backbone\\.(_conv_head|_bn1|_fc|_blocks\\.(2[2-9]|3[01]))\\..*");
        Map<String, List<Integer>> bare = new TreeMap<>();
        used.forEach((name, shape) -> bare.put(name.substring("module.".length()), shape));
        shouldHave(UniadFamily.UNIAD_ORIGINAL, 224, bare, 7_717_392);
    }

    private static void shouldHave(
            UniadFamily family, int size, Map<String, List<Integer>> layout, long transformerParameters) {
        Map<String, Parameter> ours =
                UniadImporter.parameters(family, Encoders.known(family.setting().encoder()), size, size);

        assertThat(ours.values().stream().collect(Collectors.toMap(Parameter::name, Parameter::shape)))
                .isEqualTo(layout);
        assertThat(ours.values().stream()
                        .filter(parameter -> parameter
                                .name()
                                .startsWith(family.setting().scope().prefix()))
                        .mapToLong(parameter ->
                                parameter.shape().stream().mapToLong(i -> i).reduce(1, Math::multiplyExact))
                        .sum())
                .isEqualTo(transformerParameters);
    }

    private static Map<String, List<Integer>> without(Map<String, List<Integer>> layout, String names) {
        layout.keySet().removeIf(name -> name.matches(names));
        return layout;
    }

    @Test
    void shouldScoreWithACheckpointOfAder() throws Exception {
        Map<String, HostTensor> state = ReferenceLayout.values(ReferenceLayout.ader(16), 1);
        Path file = TorchFiles.trainersCheckpoint(folder.resolve("ckpt.pth"), state);

        Detector imported = read(file, UniadFamily.UNIAD);

        assertThat(imported.spec().preprocessing()).isEqualTo(Preprocessing.imageNet(256, 256));
        assertThat(imported.spec().postprocessing().score()).isEqualTo(ImageScore.maximumOfAverages(16));
        assertThat(imported.spec().network().at("/optimiser/clipNorm").doubleValue())
                .isEqualTo(5);
        assertThat(imported.spec().network().at("/neighbourHeight").intValue()).isEqualTo(8);
        shouldScoreAs(imported, state);
    }

    @Test
    void shouldScoreWithACheckpointOfTheOriginal() throws Exception {
        Map<String, HostTensor> state = ReferenceLayout.values(ReferenceLayout.original(14), 1);
        Path file = TorchFiles.trainersCheckpoint(folder.resolve("ckpt.pth.tar"), "state_dict", state);

        Detector imported = read(file, UniadFamily.UNIAD_ORIGINAL);

        assertThat(imported.spec().preprocessing()).isEqualTo(Preprocessing.imageNet(224, 224));
        assertThat(imported.spec().network().at("/optimiser/clipNorm").doubleValue())
                .isEqualTo(0.1);
        assertThat(imported.spec().network().at("/optimiser/decaysAll").booleanValue())
                .isTrue();
        assertThat(imported.spec().network().at("/neighbourHeight").intValue()).isEqualTo(7);
        Map<String, HostTensor> bare = new LinkedHashMap<>();
        state.forEach((name, value) -> bare.put(name.substring("module.".length()), value));
        shouldScoreAs(imported, bare);
    }

    @Test
    void shouldScoreWithACheckpointOfTheOriginalForWholeImages() throws Exception {
        Map<String, HostTensor> state = ReferenceLayout.values(ReferenceLayout.original(14, 720), 1);
        Path file = TorchFiles.trainersCheckpoint(folder.resolve("ckpt.pth.tar"), "state_dict", state);

        Detector imported = read(file, UniadFamily.UNIAD_CIFAR10);

        assertThat(imported.spec().postprocessing().score()).isEqualTo(ImageScore.MEAN);
        assertThat(imported.spec().encoderName()).isEqualTo("efficientnet-b4");
        assertThat(imported.spec().network().at("/channels").toString()).isEqualTo("[24,32,56,160,448]");
        imported.requireConsistent();
        assertThat(map(imported, TinyModels.noise(224, 2))).doesNotContain(Float.NaN);
        assertThatThrownBy(() -> read(file, UniadFamily.UNIAD_ORIGINAL))
                .hasMessageStartingWith(
                        "these are not the weights of uniad-original on efficientnet-b4, but those of uniad-cifar10 on efficientnet-b4\n");
    }

    private static void shouldScoreAs(Detector imported, Map<String, HostTensor> state) {
        imported.requireConsistent();
        RgbImage image = TinyModels.noise(imported.spec().preprocessing().height(), 2);
        float[] map = map(imported, image);
        assertThat(map).isEqualTo(map(new Detector(imported.family(), imported.spec(), state), image));
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        for (float value : map) {
            assertThat(value).isFinite();
            max = Math.max(max, value);
            min = Math.min(min, value);
        }
        assertThat(min).isNotNegative().isLessThan(max);
    }

    @Test
    void shouldListEverythingThatDoesNotFit() throws Exception {
        Map<String, HostTensor> state = new LinkedHashMap<>(ReferenceLayout.values(ReferenceLayout.ader(16), 1));
        state.remove("net_backbone.blocks.4.5.conv_pwl.weight");
        state.remove("net_ad.transformer.decoder.norm.bias");
        state.put("net_ad.extra.weight", HostTensor.of(new float[3], 3));
        state.put("net_ad.output_proj.bias", HostTensor.of(new float[720], 720));
        Path file = TorchFiles.stateDict(folder.resolve("net.pth"), state);

        UnfitWeightsException refusal =
                catchThrowableOfType(UnfitWeightsException.class, () -> read(file, UniadFamily.UNIAD));

        assertThat(refusal.difference().missing())
                .containsExactlyInAnyOrder(
                        "net_backbone.blocks.4.5.conv_pwl.weight", "net_ad.transformer.decoder.norm.bias");
        assertThat(refusal.difference().superfluous()).containsExactly("net_ad.extra.weight");
        assertThat(refusal.difference().misshapen()).containsEntry("net_ad.output_proj.bias", "[720], not [272]");
        assertThat(refusal)
                .hasMessageContainingAll(
                        "not the weights of uniad on tf_efficientnet_b4",
                        "missing:\n    net_ad.transformer.decoder.norm: bias\n    net_backbone.blocks.4.5.conv_pwl: weight",
                        "superfluous:\n    net_ad.extra: weight",
                        "of another shape:\n    net_ad.output_proj.bias [720], not [272]");
    }

    @Test
    void shouldSayThatItIsOfTheOtherReference() throws Exception {
        Path file = TorchFiles.stateDict(
                folder.resolve("net.pth"), ReferenceLayout.values(ReferenceLayout.original(14), 1));
        assertThatThrownBy(() -> read(file, UniadFamily.UNIAD))
                .hasMessageStartingWith(
                        "these are not the weights of uniad on tf_efficientnet_b4, but those of uniad-original on efficientnet-b4\n");
    }

    private static Detector read(Path file, UniadFamily family) throws IOException, UnfitWeightsException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return family.importer()
                    .orElseThrow()
                    .read(checkpoint, family.setting().encoder(), false)
                    .detector();
        }
    }

    private static float[] map(Detector model, RgbImage image) {
        try (OpenDetector scorer = model.open(TestDevice.CPU)) {
            return scorer.score(List.of(image)).maps().get(0).values();
        }
    }
}
