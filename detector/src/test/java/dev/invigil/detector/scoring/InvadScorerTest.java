// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.network.InvadModel;
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

class InvadScorerTest {
    private static final int SIZE = 32;
    private static final InvadModel MODEL = TinyModels.invad(SIZE, 3);

    @TempDir
    Path folder;

    @Test
    void shouldScoreAPictureTheSameWhateverIsBesideIt() {
        byte[] first = TinyModels.noise(SIZE, 1);
        byte[] second = TinyModels.noise(SIZE, 2);
        try (InvadScorer scorer = InvadScorer.open(MODEL, TestDevice.CPU)) {
            scorer.warmUp(1, 2);
            List<AnomalyMap> together = scorer.score(List.of(first, second)).maps();
            AnomalyMap alone = scorer.score(List.of(second)).maps().get(0);

            assertThat(together).hasSize(2);
            assertThat(together.get(1).values()).containsExactly(alone.values(), Offset.offset(1e-5f));
            assertThat(together.get(0).max()).isNotEqualTo(alone.max());
        }
    }

    @Test
    void shouldPoolFeaturesAsTheEncoderAloneDoes() {
        List<byte[]> pictures = List.of(TinyModels.noise(SIZE, 1), TinyModels.noise(SIZE, 2));
        try (InvadScorer scorer = InvadScorer.open(MODEL, TestDevice.CPU);
                PicturePooler encoder = PicturePooler.open(MODEL, TestDevice.CPU)) {
            List<float[]> scored = scorer.score(pictures).pooled();
            List<float[]> pooled = encoder.pool(pictures);

            int channels = MODEL.encoder().channels().stream()
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
        try (InvadScorer scorer = InvadScorer.open(MODEL, TestDevice.CPU)) {
            assertThatThrownBy(() -> scorer.score(List.of(new byte[7])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a picture of 32 x 32 has 3072 bytes, not 7");
            assertThatThrownBy(() -> scorer.score(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldBelongToTheThreadThatOpenedIt() {
        try (InvadScorer scorer = InvadScorer.open(MODEL, TestDevice.CPU)) {
            CompletableFuture<?> elsewhere =
                    CompletableFuture.runAsync(() -> scorer.score(List.of(TinyModels.noise(SIZE, 1))));

            assertThatThrownBy(elsewhere::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessageContaining("this scorer belongs to thread "
                            + Thread.currentThread().getName());
        }
    }

    @Test
    void shouldRefuseAnIncompleteState() {
        Map<String, HostTensor> state = new HashMap<>(MODEL.state());
        state.remove("net_decoder.convs.1.0.skip.0.weight");

        assertThatThrownBy(() -> InvadScorer.open(new InvadModel(state, false), TestDevice.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net_decoder.convs.1.0.skip.0.weight is missing");
    }

    @Test
    void shouldScoreWithoutTheBuffersThatAreTheSameInEveryModel() {
        Map<String, HostTensor> state = new HashMap<>(MODEL.state());
        state.keySet().removeIf(name -> name.endsWith(".kernel") || name.endsWith(".num_batches_tracked"));
        byte[] picture = TinyModels.noise(SIZE, 1);
        try (InvadScorer whole = InvadScorer.open(MODEL, TestDevice.CPU);
                InvadScorer lean = InvadScorer.open(new InvadModel(state, false), TestDevice.CPU)) {
            assertThat(lean.score(List.of(picture)).maps().get(0).values())
                    .containsExactly(whole.score(List.of(picture)).maps().get(0).values());
        }
    }

    @Test
    void shouldExportOneArchive() throws IOException {
        Path file = folder.resolve("invad.pt");

        InvadScorer.export(MODEL, file);

        assertThat(Files.readAllBytes(file)).startsWith('P', 'K', 3, 4);
    }
}
