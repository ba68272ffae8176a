// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a bad disk or a broken copy made. Whatever happens to a file, only the checked exception comes out. */
class DamagedCheckpointTest {
    private static final int FLIPS = 1000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "ckpt_legacy.pth", "expected.safetensors"})
    void shouldRefuseATruncatedFileOfAnyLength(String name) throws IOException {
        Path file = copyOf(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long length = channel.size() - 1; length >= 0; length--) {
                channel.truncate(length);
                assertThat(isReadable(file))
                        .as("%s cut to %d bytes", name, length)
                        .isFalse();
            }
        }
    }

    /** A flip in what nobody reads, or in elements that have no checksum, cannot be noticed. */
    @ParameterizedTest
    @ValueSource(
            strings = {"zip.pth", "legacy.pth", "protocol4.pth", "ckpt.pth", "ckpt_legacy.pth", "expected.safetensors"})
    void shouldSurviveFlippedBits(String name) throws IOException {
        Path file = copyOf(name);
        byte[] sound = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int refused = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < FLIPS; i++) {
                byte[] damaged = sound.clone();
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                }
                channel.write(ByteBuffer.wrap(damaged), 0);
                refused += isReadable(file) ? 0 : 1;
            }
        }
        assertThat(refused).as("refused of %d", FLIPS).isPositive();
    }

    private Path copyOf(String name) throws IOException {
        return Files.copy(CheckpointTest.resource(name), folder.resolve(name));
    }

    private static boolean isReadable(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            checkpoint.load(checkpoint.tensors().keySet());
            return true;
        } catch (MalformedTensorFileException e) {
            assertThat(e.getMessage().lines()).hasSize(1);
            return false;
        }
    }
}
