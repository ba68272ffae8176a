// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a bad disk or a broken copy made. Whatever happens to a file, only the checked exception comes out. */
class DamagedCheckpointTest {
    private static final int FLIPS = 1000;
    private static final int PICKLES = 10_000;

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

    /** Behind the zip's checksums: pickles that were altered on purpose, or are no more than known instructions in any order. */
    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "protocol4.pth", "ckpt.pth"})
    void shouldFollowNoPickleAstray(String name) throws IOException {
        byte[] sound = pickle(name);
        SplittableRandom random = new SplittableRandom(name.length());
        Opcode[] opcodes = Opcode.values();
        int read = 0;
        for (int i = 0; i < PICKLES; i++) {
            byte[] altered = sound.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                int at = random.nextInt(altered.length);
                altered[at] = (byte)
                        (random.nextBoolean()
                                ? opcodes[random.nextInt(opcodes.length)].code()
                                : altered[random.nextInt(altered.length)]);
            }
            read += isReadable(altered, sound.length) ? 1 : 0;
            byte[] soup = new byte[random.nextInt(60)];
            for (int at = 0; at < soup.length; at++) {
                soup[at] = (byte) opcodes[random.nextInt(opcodes.length)].code();
            }
            isReadable(soup, sound.length);
        }
        assertThat(read).as("read of %d", PICKLES).isBetween(1, PICKLES - 1);
    }

    private static byte[] pickle(String name) throws IOException {
        try (ZipFile zip = new ZipFile(CheckpointTest.resource(name).toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(each -> each.getName().endsWith("/data.pkl"))
                    .findFirst()
                    .orElseThrow();
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readAllBytes();
            }
        }
    }

    /** Whether this pickle describes tensors, all of which can be loaded from storages of zeros. */
    private static boolean isReadable(byte[] pickle, int fileSize) throws IOException {
        CheckpointErrors complaint = new CheckpointErrors("fuzz");
        try (Checkpoint checkpoint = TorchCheckpoint.open(new Zeros(pickle, complaint), fileSize, complaint)) {
            checkpoint.load(checkpoint.tensors().keySet());
            return true;
        } catch (MalformedTensorFileException e) {
            assertThat(e.getMessage().lines()).hasSize(1);
            return false;
        }
    }

    /** A pickle whose storages are all there and hold nothing but zeros. */
    private record Zeros(Object root) implements Container {
        Zeros(byte[] pickle, CheckpointErrors complaint) throws MalformedTensorFileException {
            this(new PickleReader(new PickleInput(ByteBuffer.wrap(pickle), "data.pkl", complaint)).read());
        }

        @Override
        public ByteBuffer read(Pickled.Storage storage) {
            return ByteBuffer.allocate((int) storage.bytes());
        }

        @Override
        public void close() {
            // nothing is open
        }
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
