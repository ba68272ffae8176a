// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TorchFiles;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.importing.UnfitWeightsException;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvadImporterTest {
    private static final int SIZE = 256;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"invad, 406, 95631088, 24862528", "invad-lite, 400, 17146544, 8170304"})
    void shouldHaveTheReferencesNamesShapesAndCounts(String name, int entries, long parameters, long encoder) {
        InvadFamily family = name.equals("invad") ? InvadFamily.INVAD : InvadFamily.INVAD_LITE;
        Map<String, Parameter> ours = InvadImporter.parameters(family, ResNet.known(family.officialEncoder()), SIZE);

        assertThat(ours.values().stream().collect(Collectors.toMap(Parameter::name, Parameter::shape)))
                .isEqualTo(layout(family))
                .hasSize(entries);
        assertThat(learned(ours, "")).isEqualTo(parameters);
        assertThat(learned(ours, "net_encoder.")).isEqualTo(encoder);
    }

    private static Map<String, List<Integer>> layout(InvadFamily family) {
        return family == InvadFamily.INVAD ? ReferenceLayout.invad() : ReferenceLayout.invadLite();
    }

    private static long learned(Map<String, Parameter> parameters, String prefix) {
        return parameters.values().stream()
                .filter(Parameter::learned)
                .filter(parameter -> parameter.name().startsWith(prefix))
                .mapToLong(parameter ->
                        parameter.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact))
                .sum();
    }

    @Test
    void shouldScoreWithACheckpointOfTheReferencesTrainer() throws Exception {
        Map<String, HostTensor> state = ReferenceLayout.values(ReferenceLayout.invadLite(), 1);
        Path file = TorchFiles.trainersCheckpoint(folder.resolve("ckpt.pth"), state);

        Detector imported = read(file, InvadFamily.INVAD_LITE);

        assertThat(imported.spec().preprocessing()).isEqualTo(Preprocessing.imageNet(SIZE, SIZE));
        RgbImage picture = TinyModels.noise(SIZE, 2);
        float[] map = map(imported, picture);
        assertThat(map).isEqualTo(map(new Detector(imported.family(), imported.spec(), state), picture));
        assertThat(new float[] {min(map), max(map)}).doesNotContain(Float.NaN);
        assertThat(max(map)).isGreaterThan(min(map)).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldDoWithoutBuffersThatAreTheSameInEveryModel() throws Exception {
        Map<String, HostTensor> state = ReferenceLayout.values(ReferenceLayout.invadLite(), 1);
        state.keySet().removeIf(name -> name.endsWith(".kernel") || name.endsWith(".num_batches_tracked"));
        Detector imported = read(TorchFiles.stateDict(folder.resolve("net.pth"), state), InvadFamily.INVAD_LITE);
        assertThat(imported.state()).hasSize(400);
        assertThat(imported.state().get("net_fuser.convs.1.0.1.kernel").floats())
                .startsWith(1 / 16f, 3 / 16f);
    }

    @Test
    void shouldListEverythingThatDoesNotFit() throws Exception {
        Map<String, HostTensor> state = new LinkedHashMap<>(ReferenceLayout.values(ReferenceLayout.invadLite(), 1));
        state.remove("net_decoder.conv1.0.1.bias");
        state.remove("net_fuser.conv_cat.conv.weight");
        state.put("net_decoder.extra.weight", HostTensor.of(new float[3], 3));
        state.put("net_decoder.convs.2.3.conv2.activate.bias", HostTensor.of(new float[32], 32));
        Path file = TorchFiles.stateDict(folder.resolve("net.pth"), state);

        UnfitWeightsException refusal =
                catchThrowableOfType(UnfitWeightsException.class, () -> read(file, InvadFamily.INVAD_LITE));

        assertThat(refusal.difference().missing())
                .containsExactlyInAnyOrder("net_decoder.conv1.0.1.bias", "net_fuser.conv_cat.conv.weight");
        assertThat(refusal.difference().superfluous()).containsExactly("net_decoder.extra.weight");
        assertThat(refusal.difference().misshapen())
                .containsEntry("net_decoder.convs.2.3.conv2.activate.bias", "[32], not [64]");
        assertThat(refusal)
                .hasMessageContainingAll(
                        "not the weights of invad-lite on resnet34",
                        "missing:\n    net_decoder.conv1.0.1: bias\n    net_fuser.conv_cat.conv: weight",
                        "superfluous:\n    net_decoder.extra: weight",
                        "of another shape:\n    net_decoder.convs.2.3.conv2.activate.bias [32], not [64]");
    }

    @Test
    void shouldSayThatItIsTheOtherDetector() throws Exception {
        Path file =
                TorchFiles.stateDict(folder.resolve("net.pth"), ReferenceLayout.values(ReferenceLayout.invadLite(), 1));
        assertThatThrownBy(() -> read(file, InvadFamily.INVAD))
                .hasMessageStartingWith(
                        "these are not the weights of invad on wide_resnet50_2, but those of invad-lite on resnet34\n");
    }

    @Test
    void shouldRefuseAnElementThatIsNoNumber() throws Exception {
        Map<String, HostTensor> state = new LinkedHashMap<>(ReferenceLayout.values(ReferenceLayout.invadLite(), 1));
        state.put("net_encoder.bn1.bias", HostTensor.of(new float[64], 64));
        state.put("net_encoder.bn1.weight", HostTensor.of(infinite(64), 64));
        Path file = TorchFiles.stateDict(folder.resolve("net.pth"), state);
        assertThatThrownBy(() -> read(file, InvadFamily.INVAD_LITE))
                .isInstanceOf(UnfitWeightsException.class)
                .hasMessageEndingWith("not finite numbers:\n    net_encoder.bn1: weight");
    }

    private static float[] infinite(int count) {
        float[] values = new float[count];
        values[count - 1] = Float.POSITIVE_INFINITY;
        return values;
    }

    private static Detector read(Path file, InvadFamily family) throws IOException, UnfitWeightsException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return family.importer()
                    .orElseThrow()
                    .read(checkpoint, family.officialEncoder(), false)
                    .detector();
        }
    }

    private static float[] map(Detector model, RgbImage picture) {
        try (OpenDetector scorer = model.open(TestDevice.CPU)) {
            return scorer.score(List.of(picture)).maps().get(0).values();
        }
    }

    private static float min(float[] values) {
        float min = Float.POSITIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
        }
        return min;
    }

    private static float max(float[] values) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
