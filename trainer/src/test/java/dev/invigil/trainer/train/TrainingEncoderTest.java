// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.kit.OperatorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingEncoderTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadWhatItWrote() throws Exception {
        TrainingEncoder drawn = TrainingEncoder.random(3);
        Path file = folder.resolve("drawn.safetensors");
        SafeTensors.write(file, TensorFile.of(drawn.weights()));

        TrainingEncoder read = TrainingEncoder.read(file, false);

        assertThat(read.network()).isEqualTo(drawn.network());
        assertThat(read.origin().random()).isFalse();
    }

    @Test
    void shouldBringASmallEncoderOfItsOwnThatTheModelCardNames() throws Exception {
        TrainingEncoder tiny = TrainingEncoder.named("tiny", false, 1);

        assertThat(ResNet.of(tiny.weights(), false)).isEqualTo(tiny.network()).isEqualTo(ResNet.TINY);
        assertThat(tiny.origin().random()).isFalse();
        assertThat(TrainingEncoder.class
                        .getResource("tiny.safetensors")
                        .openConnection()
                        .getContentLength())
                .isBetween(1, 3_000_000);
        assertThat(Path.of("../docs/TINY.md")).content().contains(tiny.origin().sha256());
    }

    @Test
    void shouldDrawTheSameWeightsFromTheSameSeed() {
        assertThat(TrainingEncoder.random(3).origin())
                .isEqualTo(TrainingEncoder.random(3).origin());
        assertThat(TrainingEncoder.random(3).origin())
                .isNotEqualTo(TrainingEncoder.random(4).origin());
    }

    @Test
    void shouldRefuseAFileThatIsMissingDamagedOrOfAnotherNetwork() throws Exception {
        Path text = Files.writeString(folder.resolve("text.safetensors"), "these are no tensors");
        Path other = folder.resolve("other.safetensors");
        SafeTensors.write(other, TensorFile.of(Map.of("fc.weight", HostTensor.of(new float[4], 2, 2))));

        for (Path file : new Path[] {folder.resolve("missing.safetensors"), text, other}) {
            assertThatThrownBy(() -> TrainingEncoder.read(file, false))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("--backbone");
        }
    }
}
