// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.FeatureExtractor;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvadScoringTest {
    private static final int SIZE = 32;
    private static final Detector MODEL = TinyInvad.detector(SIZE, 3);

    @TempDir
    Path folder;

    @Test
    void shouldScoreAPictureTheSameWhateverIsBesideIt() {
        RgbImage first = TinyModels.noise(SIZE, 1);
        RgbImage second = TinyModels.noise(SIZE, 2);
        try (OpenDetector scorer = MODEL.open(TestDevice.CPU)) {
            List<AnomalyMap> together = scorer.score(List.of(first, second)).maps();
            AnomalyMap alone = scorer.score(List.of(second)).maps().get(0);

            assertThat(together).hasSize(2);
            assertThat(together.get(1).values()).containsExactly(alone.values(), Offset.offset(1e-5f));
            assertThat(together.get(0).max()).isNotEqualTo(alone.max());
        }
    }

    @Test
    void shouldPoolFeaturesAsTheEncoderAloneDoes() {
        List<RgbImage> pictures = List.of(TinyModels.noise(SIZE, 1), TinyModels.noise(SIZE, 2));
        try (OpenDetector scorer = MODEL.open(TestDevice.CPU);
                FeatureExtractor encoder = MODEL.openFeatures(TestDevice.CPU).orElseThrow()) {
            List<float[]> scored = scorer.score(pictures).features();
            List<float[]> pooled = encoder.features(pictures);

            int channels = TinyModels.ENCODER.channels().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertThat(scored).hasSize(2).allMatch(features -> features.length == channels);
            assertThat(scored.get(0)).isNotEqualTo(scored.get(1));
            for (int i = 0; i < 2; i++) {
                assertThat(pooled.get(i)).containsExactly(scored.get(i), Offset.offset(1e-5f));
            }
        }
    }

    @Test
    void shouldRefuseAPictureOfAnotherSize() {
        try (OpenDetector scorer = MODEL.open(TestDevice.CPU)) {
            assertThatThrownBy(() -> scorer.score(List.of(TinyModels.noise(31, 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the network takes images of 32 x 32 pixels, not 31 x 31");
            assertThatThrownBy(() -> scorer.score(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldBelongToTheThreadThatOpenedIt() {
        try (OpenDetector scorer = MODEL.open(TestDevice.CPU)) {
            CompletableFuture<?> elsewhere =
                    CompletableFuture.runAsync(() -> scorer.score(List.of(TinyModels.noise(SIZE, 1))));

            assertThatThrownBy(elsewhere::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessageContaining("this detector can be used only by the thread "
                            + Thread.currentThread().getName());
        }
    }

    @Test
    void shouldRefuseAnIncompleteState() {
        Map<String, HostTensor> state = new HashMap<>(MODEL.state());
        state.remove("net_decoder.convs.1.0.skip.0.weight");

        assertThatThrownBy(() -> with(state).open(TestDevice.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net_decoder.convs.1.0.skip.0.weight is missing");
    }

    @Test
    void shouldScoreWithoutTheBuffersThatAreTheSameInEveryModel() {
        Map<String, HostTensor> state = new HashMap<>(MODEL.state());
        state.keySet().removeIf(name -> name.endsWith(".kernel") || name.endsWith(".num_batches_tracked"));
        RgbImage picture = TinyModels.noise(SIZE, 1);
        try (OpenDetector whole = MODEL.open(TestDevice.CPU);
                OpenDetector lean = with(state).open(TestDevice.CPU)) {
            assertThat(lean.score(List.of(picture)).maps().get(0).values())
                    .containsExactly(whole.score(List.of(picture)).maps().get(0).values());
        }
    }

    @Test
    void shouldExportOneArchive() throws IOException {
        Path file = folder.resolve("invad.pt");

        MODEL.export(file);

        assertThat(Files.readAllBytes(file)).startsWith('P', 'K', 3, 4);
    }

    @Test
    void shouldScoreImagesThatAreNotSquare() {
        Detector wide = TinyInvad.detector(Preprocessing.imageNet(32, 64), 3);
        wide.requireConsistent();
        try (OpenDetector scorer = wide.open(TestDevice.CPU)) {
            AnomalyMap map =
                    scorer.score(List.of(TinyModels.noise(32, 64, 1))).maps().get(0);

            assertThat(map.height()).isEqualTo(32);
            assertThat(map.width()).isEqualTo(64);
        }
    }

    private static Detector with(Map<String, HostTensor> state) {
        return new Detector(MODEL.family(), MODEL.spec(), state);
    }
}
