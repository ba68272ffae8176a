// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.ToyBundle;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FolderBundleStoreTest {
    @TempDir
    private Path folder;

    private Path bundle;
    private String digest;
    private FolderBundleStore store;
    private DetectorFamilies.Registration toy;

    @BeforeEach
    void write() throws Exception {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        bundle = folder.resolve("bundle");
        digest = ToyBundle.of("1").write(bundle);
        store = new FolderBundleStore(folder.resolve("store"));
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldStoreACopyThatIsTheSameByteByByte() throws Exception {
        Files.writeString(bundle.resolve("notes.txt"), "not part of the bundle");

        assertThat(store.put(bundle)).isEqualTo(digest);
        assertThat(store.digests()).containsExactly(digest);
        assertThat(ModelBundle.load(store.fetch(digest))).isEqualTo(ModelBundle.load(bundle));
        assertThat(names(store.fetch(digest)))
                .containsExactlyInAnyOrder(ModelBundle.MANIFEST, ModelBundle.SEAL, ModelBundle.WEIGHTS);
        assertThat(names(folder.resolve("store"))).containsExactly(digest);
    }

    @Test
    void shouldLeaveABundleThatItHasAlone() throws Exception {
        store.put(bundle);
        FileTime written = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(store.fetch(digest).resolve(ModelBundle.WEIGHTS), written);

        assertThat(store.put(bundle)).isEqualTo(digest);
        assertThat(Files.getLastModifiedTime(store.fetch(digest).resolve(ModelBundle.WEIGHTS)))
                .isEqualTo(written);
    }

    @Test
    void shouldRefuseToStoreADamagedBundle() throws Exception {
        damage(bundle.resolve(ModelBundle.WEIGHTS));

        assertThatThrownBy(() -> store.put(bundle))
                .isInstanceOf(BrokenBundleException.class)
                .hasMessageContaining(bundle + ": weights.safetensors was changed");
        assertThat(store.digests()).isEmpty();
    }

    @Test
    void shouldSayWhichBundleIsMissingAndWhatToDo() throws Exception {
        store.put(bundle);
        String other = "0".repeat(64);

        assertThatThrownBy(() -> store.fetch(other))
                .isInstanceOf(MissingBundleException.class)
                .hasMessageContaining(other)
                .hasMessageContaining("invigil models add");
        assertThatThrownBy(() -> store.fetch("../bundle")).isInstanceOf(MissingBundleException.class);
    }

    /** The difference matters: what is not there stays missing, a file system may come back. */
    @Test
    void shouldTellAStoreThatIsAwayFromAMissingBundle() throws Exception {
        assertThat(store.digests()).isEmpty();
        assertThatThrownBy(() -> store.fetch(digest))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(MissingBundleException.class)
                .hasMessageContaining("mounted");
    }

    @Test
    void shouldSayThatTheStoreCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        FolderBundleStore broken = new FolderBundleStore(file.resolve("store"));

        assertThatThrownBy(() -> broken.put(bundle))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be stored in " + file.resolve("store"))
                .hasMessageContaining("Check that the folder can be written");
    }

    @Test
    void shouldNameAFolderThatIsReadOnly() throws Exception {
        Path readOnly = Files.createDirectory(folder.resolve("store"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
        Assumptions.assumeFalse(
                Files.isWritable(readOnly), "this user may write everywhere, so a read-only folder cannot be tested");

        assertThatThrownBy(() -> store.put(bundle))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("access to")
                .hasMessageContaining("is denied");
    }

    @Test
    void shouldReplaceABundleThatWasTamperedWith() throws Exception {
        store.put(bundle);
        damage(store.fetch(digest).resolve(ModelBundle.WEIGHTS));
        assertThatThrownBy(() -> ModelBundle.load(store.fetch(digest))).isInstanceOf(BrokenBundleException.class);

        store.put(bundle);
        assertThat(ModelBundle.load(store.fetch(digest)).digest()).isEqualTo(digest);

        // an intact bundle, but not the one of this name
        Path place = store.fetch(digest);
        ToyBundle.of("2").write(place);
        store.put(bundle);
        assertThat(ModelBundle.load(store.fetch(digest)).digest()).isEqualTo(digest);
        assertThat(names(folder.resolve("store"))).containsExactly(digest);
    }

    @Test
    void shouldTakeTheSameBundleFromSeveralAtOnce() throws Exception {
        int writers = 8;
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 60; round++) {
                String version = "round " + round;
                Path source = folder.resolve(version);
                String expected = ToyBundle.of(version).write(source);
                Callable<String> put = () -> {
                    start.await();
                    return store.put(source);
                };
                List<Future<String>> results = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    results.add(pool.submit(put));
                }
                for (Future<String> result : results) {
                    assertThat(result.get()).isEqualTo(expected);
                }
                assertThat(ModelBundle.load(store.fetch(expected)).digest()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(names(folder.resolve("store"))).hasSize(60).allMatch(Sha256::isDigest);
    }

    /** A process is killed while it copies: the store shows no bundle, and the next one works and cleans up. */
    @Test
    @Timeout(120)
    void shouldShowNoHalfBundleOfAKilledProcess() throws Exception {
        Path large = folder.resolve("large");
        String expected = ToyBundle.of("large")
                .withTrainingPictures(TrainingPictures.of(IntStream.range(0, 60_000)
                        .mapToObj(i -> Sha256.of(Integer.toString(i).getBytes(StandardCharsets.US_ASCII)))
                        .toList()))
                .write(large);
        Path place = folder.resolve("store");
        Path log = folder.resolve("put.log");

        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Put.class.getName(),
                        place.toString(),
                        large.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (process.isAlive() && (Files.notExists(place) || names(place).isEmpty())) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();

        assertThat(names(place)).as(Files.readString(log)).hasSize(1).allMatch(name -> name.startsWith(".bundle-"));
        assertThat(store.digests()).isEmpty();
        assertThatThrownBy(() -> store.fetch(expected)).isInstanceOf(MissingBundleException.class);

        assertThat(store.put(large)).isEqualTo(expected);
        assertThat(names(place))
                .as("the copy may be at work in another process")
                .hasSize(2);
        for (String leftover : names(place)) {
            Files.setLastModifiedTime(
                    place.resolve(leftover), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }
        store.put(bundle);
        assertThat(names(place)).containsExactlyInAnyOrder(expected, digest);
        assertThat(store.digests()).containsExactlyInAnyOrder(expected, digest);
    }

    /** Stores a bundle in a process of its own: a store and a bundle are the arguments. */
    static final class Put {
        private Put() {}

        public static void main(String[] arguments) throws Exception {
            DetectorFamilies.Registration toy = DetectorFamilies.register(ToyFamily.TOY);
            try {
                new FolderBundleStore(Path.of(arguments[0])).put(Path.of(arguments[1]));
            } finally {
                toy.close();
            }
        }
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
