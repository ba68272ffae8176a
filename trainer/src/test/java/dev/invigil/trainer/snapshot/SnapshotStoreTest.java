// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 1, 2, 3};

    @TempDir
    Path work;

    private SnapshotStore store;
    private final Snapshot snapshot = new Snapshot(List.of(
            Members.golden("cap", "a", Role.TRAIN),
            new Member(
                    new Origin.Golden(
                            "cap/test/scratch/1.png",
                            Optional.of(new Origin.Mask("cap/ground_truth/1.png", Members.digest("mask")))),
                    Members.digest("b"),
                    "cap",
                    Optional.of("part 1"),
                    Role.TEST,
                    new Truth.Defective("scratch")),
            Members.frame("lid", "frame-1", Optional.of("part 1"), Role.CALIBRATE, Truth.good())));

    @BeforeEach
    void open() {
        store = new SnapshotStore(work);
    }

    @Test
    void shouldGiveBackWhatItWasGiven() throws Exception {
        Path file = store.put(snapshot);

        assertThat(file.getFileName()).hasToString(snapshot.digest() + ".json");
        assertThat(store.get(snapshot.digest())).isEqualTo(snapshot);
        assertThat(store.digests()).containsExactly(snapshot.digest());
        store.put(snapshot);
        assertThat(store.digests()).hasSize(1);
    }

    @Test
    void shouldRefuseASnapshotThatWasChanged() throws Exception {
        Path file = store.put(snapshot);
        Files.writeString(file, Files.readString(file).replace("CALIBRATE", "TRAIN"));

        assertThatThrownBy(() -> store.get(snapshot.digest()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("was changed after it was written");
    }

    @Test
    void shouldSayThatASnapshotIsMissing() {
        assertThatThrownBy(() -> store.get(snapshot.digest()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("there is no snapshot " + snapshot.digest());
    }

    @Test
    void shouldRefuseASnapshotOfALaterVersion() throws Exception {
        byte[] text = "{\"schema\":2,\"members\":[]}".getBytes(StandardCharsets.UTF_8);
        String digest = Sha256.of(text);
        Files.createDirectories(work.resolve("snapshots"));
        Files.write(work.resolve("snapshots/" + digest + ".json"), text);

        assertThatThrownBy(() -> store.get(digest))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("schema 2");
    }

    @Test
    void shouldKeepImagesByTheirDigest() throws Exception {
        Path file = store.putImage(PNG);
        String digest = Sha256.of(PNG);

        assertThat(work.relativize(file)).hasToString("frames/" + digest.substring(0, 2) + "/" + digest + ".png");
        assertThat(store.image(digest)).contains(file);
        assertThat(store.image(Members.digest("another"))).isEmpty();
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldReplaceAnImageThatIsDamaged() throws Exception {
        Path file = store.putImage(PNG);
        Files.write(file, new byte[] {1});

        store.putImage(PNG);

        assertThat(file).hasBinaryContent(PNG);
    }
}
