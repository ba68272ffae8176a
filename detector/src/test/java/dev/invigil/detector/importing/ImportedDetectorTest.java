// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TorchFiles;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.network.Parameter;
import dev.invigil.detector.network.ResNet;
import dev.invigil.detector.scoring.InvadScorer;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.InvadVariant;
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

class ImportedDetectorTest {
    private static final int SIZE = 256;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"INVAD, 406, 95631088, 24862528", "INVAD_LITE, 400, 17146544, 8170304"})
    void shouldHaveTheReferencesNamesShapesAndCounts(InvadVariant variant, int entries, long parameters, long encoder) {
        Map<String, Parameter> ours = ImportedDetector.parameters(variant, ResNet.known(variant.encoder()), SIZE);

        assertThat(ours.values().stream().collect(Collectors.toMap(Parameter::name, Parameter::shape)))
                .isEqualTo(layout(variant))
                .hasSize(entries);
        assertThat(learned(ours, "")).isEqualTo(parameters);
        assertThat(learned(ours, "net_encoder.")).isEqualTo(encoder);
    }

    private static Map<String, List<Integer>> layout(InvadVariant variant) {
        return variant == InvadVariant.INVAD ? ReferenceLayout.invad() : ReferenceLayout.invadLite();
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

        ImportedDetector imported = read(file, InvadVariant.INVAD_LITE);

        assertThat(imported.model().pictureSize()).isEqualTo(SIZE);
        byte[] picture = TinyModels.noise(SIZE, 2);
        float[] map = map(imported.model(), picture);
        assertThat(map).isEqualTo(map(new InvadModel(state, false), picture));
        assertThat(new float[] {min(map), max(map)}).doesNotContain(Float.NaN);
        assertThat(max(map)).isGreaterThan(min(map)).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldDoWithoutBuffersThatAreTheSameInEveryModel() throws Exception {
        Map<String, HostTensor> state = ReferenceLayout.values(ReferenceLayout.invadLite(), 1);
        state.keySet().removeIf(name -> name.endsWith(".kernel") || name.endsWith(".num_batches_tracked"));
        ImportedDetector imported =
                read(TorchFiles.stateDict(folder.resolve("net.pth"), state), InvadVariant.INVAD_LITE);
        assertThat(imported.model().state()).hasSize(400);
        assertThat(imported.model().state().get("net_fuser.convs.1.0.1.kernel").floats())
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
                catchThrowableOfType(UnfitWeightsException.class, () -> read(file, InvadVariant.INVAD_LITE));

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
        assertThatThrownBy(() -> read(file, InvadVariant.INVAD))
                .hasMessageStartingWith(
                        "these are not the weights of invad on wide_resnet50_2, but those of invad-lite on resnet34\n");
    }

    @Test
    void shouldRefuseAnElementThatIsNoNumber() throws Exception {
        Map<String, HostTensor> state = new LinkedHashMap<>(ReferenceLayout.values(ReferenceLayout.invadLite(), 1));
        state.put("net_encoder.bn1.bias", HostTensor.of(new float[64], 64));
        state.put("net_encoder.bn1.weight", HostTensor.of(infinite(64), 64));
        Path file = TorchFiles.stateDict(folder.resolve("net.pth"), state);
        assertThatThrownBy(() -> read(file, InvadVariant.INVAD_LITE))
                .isInstanceOf(UnfitWeightsException.class)
                .hasMessageEndingWith("no finite numbers:\n    net_encoder.bn1: weight");
    }

    private static float[] infinite(int count) {
        float[] values = new float[count];
        values[count - 1] = Float.POSITIVE_INFINITY;
        return values;
    }

    private static ImportedDetector read(Path file, InvadVariant variant) throws IOException, UnfitWeightsException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return ImportedDetector.read(checkpoint, variant, variant.encoder(), false);
        }
    }

    private static float[] map(InvadModel model, byte[] picture) {
        try (InvadScorer scorer = InvadScorer.open(model, TestDevice.CPU)) {
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
