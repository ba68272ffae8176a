// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    private static final Map<String, String> TRAINING = Map.of("epochs", "12", "batch", "8", "data", "abc");
    private static final TrainingState STATE = new TrainingState(
            41,
            Map.of(
                    "conv.weight",
                    HostTensor.of(new float[] {1, 2}, 2),
                    "seen",
                    HostTensor.of(new long[] {9}, List.of())),
            Map.of("conv.weight", HostTensor.of(new float[] {0.5f, 0.25f}, 2)),
            Map.of("conv.weight", HostTensor.of(new float[] {-3, 0.125f}, 2)));

    @TempDir
    private Path folder;

    private Path path;
    private CheckpointFile file;

    @BeforeEach
    void write() throws IOException {
        path = folder.resolve("checkpoint.safetensors");
        file = new CheckpointFile(path);
        file.write(STATE, TRAINING);
    }

    @Test
    void shouldReadWhatWasWritten() throws Exception {
        assertThat(file.read(TRAINING)).isEqualTo(STATE);
    }

    @Test
    void shouldReplaceAnEarlierCheckpointAndLeaveNothingBeside() throws Exception {
        file.write(new TrainingState(42, STATE.network(), STATE.squares(), STATE.means()), TRAINING);

        assertThat(file.read(TRAINING).steps()).isEqualTo(42);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void shouldRefuseATornFileAtEveryLength() throws Exception {
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(path, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> file.read(TRAINING))
                    .isInstanceOf(UnusableCheckpointException.class)
                    .hasMessageStartingWith(path + " ");
        }
    }

    @Test
    void shouldRefuseAFlippedBitInAnyTensor() throws Exception {
        byte[] whole = Files.readAllBytes(path);
        int data = whole.length - 4 * Float.BYTES - Long.BYTES;
        for (int at = data; at < whole.length; at++) {
            byte[] altered = whole.clone();
            altered[at] ^= 1;
            Files.write(path, altered);

            assertThatThrownBy(() -> file.read(TRAINING))
                    .isInstanceOf(UnusableCheckpointException.class)
                    .hasMessageContaining("its SHA-256 does not match");
        }
    }

    @Test
    void shouldRefuseAnAlteredStepCount() throws Exception {
        TensorFile content = SafeTensors.read(path);
        Map<String, String> metadata = new TreeMap<>(content.metadata());
        metadata.put("steps", "40");
        SafeTensors.write(path, new TensorFile(content.tensors(), metadata));

        assertThatThrownBy(() -> file.read(TRAINING)).hasMessageContaining("its SHA-256 does not match");
    }

    @Test
    void shouldSayAllThatDiffersFromTheTrainingAtHand() {
        assertThatThrownBy(() -> file.read(Map.of("epochs", "24", "batch", "8", "data", "xyz")))
                .isInstanceOf(UnusableCheckpointException.class)
                .hasMessage(path
                        + " belongs to another training: data was abc and is xyz now; epochs was 12 and is 24 now");
    }

    @Test
    void shouldRefuseATensorFileThatIsNoCheckpoint() throws Exception {
        SafeTensors.write(path, TensorFile.of(STATE.network()));

        assertThatThrownBy(() -> file.read(TRAINING))
                .hasMessage(path + " is not a checkpoint of this version of Invigil");
    }

    @Test
    void shouldForgetTheCheckpointAndWhatAnInterruptedWritingLeft() throws Exception {
        Files.write(folder.resolve("checkpoint.safetensors.new"), new byte[5]);

        file.delete();

        assertThat(folder).isEmptyDirectory();
        assertThat(file.exists()).isFalse();
    }
}
