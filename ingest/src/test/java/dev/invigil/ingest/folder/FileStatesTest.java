// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.kit.config.Configuration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatesTest {

    @Test
    void shouldWaitTenTimesAsLongForTheRestOfAFile() {
        FileStates files = files("3s");
        StabilityCheck.Look half = new StabilityCheck.Look("a.jpg", new FileState(10, 1000));

        assertThat(files.waitForRest(half, 0)).isTrue();
        assertThat(files.waitForRest(half, TimeUnit.SECONDS.toNanos(29))).isTrue();
        assertThat(files.waitForRest(half, TimeUnit.SECONDS.toNanos(30))).isFalse();
    }

    @Test
    void shouldWaitAnewWhenTheFileHasGrown() {
        FileStates files = files("3s");
        StabilityCheck.Look grown = new StabilityCheck.Look("a.jpg", new FileState(20, 2000));

        files.waitForRest(new StabilityCheck.Look("a.jpg", new FileState(10, 1000)), 0);
        assertThat(files.waitForRest(grown, TimeUnit.SECONDS.toNanos(100))).isTrue();
        assertThat(files.waitForRest(grown, TimeUnit.SECONDS.toNanos(129))).isTrue();
    }

    @Test
    void shouldNotWaitWhereFinishedFilesAreMovedIntoPlace() {
        assertThat(files("0ms").waitForRest(new StabilityCheck.Look("a.jpg", new FileState(10, 1000)), 0))
                .isFalse();
    }

    @Test
    void shouldDeleteASentFile(@TempDir Path folder) throws IOException {
        FileStates files = deleting(folder);
        Draft draft = draft(write(folder, "one", 1000));
        files.begin(new StabilityCheck.Look("a.jpg", new FileState(3, 1000)));

        files.sent(draft);

        assertThat(folder.resolve("a.jpg")).doesNotExist();
        assertThat(files.toForget()).containsExactly("a.jpg");
    }

    @Test
    void shouldDeleteASentFileLaterWhenItCannotBeDeletedNow(@TempDir Path folder) throws IOException {
        FileState state = new FileState(3, 1000);
        FileStates files = files("path: " + folder + "\nafter: delete", path -> state);
        StabilityCheck.Look file = new StabilityCheck.Look("a.jpg", state);
        // a directory that is not empty cannot be deleted, whoever runs this test
        Path obstacle =
                Files.createFile(Files.createDirectory(folder.resolve("a.jpg")).resolve("obstacle"));
        files.sentBefore(file, "id");
        files.tryUnfinished();
        assertThat(files.knows(file)).as("it is not sent again").isTrue();
        assertThat(files.toForget()).isEmpty();

        Files.delete(obstacle);
        files.tryUnfinished();

        assertThat(folder.resolve("a.jpg")).doesNotExist();
        assertThat(files.toForget()).containsExactly("a.jpg");
        assertThat(files.knows(file)).isFalse();
    }

    @Test
    void shouldTryEachFailedFileInTurnWhenManyFail(@TempDir Path folder) throws IOException {
        FileState state = new FileState(3, 1000);
        FileStates files = files("path: " + folder + "\nafter: delete", path -> state);
        for (int i = 0; i < 40; i++) {
            Files.createFile(Files.createDirectory(folder.resolve(i + ".jpg")).resolve("obstacle"));
            files.sentBefore(new StabilityCheck.Look(i + ".jpg", state), "id");
        }
        Files.delete(folder.resolve("39.jpg/obstacle"));
        for (int round = 0; round < 3; round++) {
            files.tryUnfinished();
        }

        assertThat(folder.resolve("39.jpg")).doesNotExist();
        assertThat(folder.resolve("0.jpg")).exists();
    }

    @Test
    void shouldNotDeleteWhatHasReplacedAFileThatCouldNotBeDeleted(@TempDir Path folder) throws IOException {
        Map<String, FileState> now = new HashMap<>(Map.of("a.jpg", new FileState(3, 1000)));
        FileStates files = files("path: " + folder + "\nafter: delete", now::get);
        Path file = Files.createDirectory(folder.resolve("a.jpg"));
        Path obstacle = Files.createFile(file.resolve("obstacle"));
        files.sentBefore(new StabilityCheck.Look("a.jpg", now.get("a.jpg")), "id");
        Files.delete(obstacle);
        Files.delete(file);
        write(folder, "newer", 2000);
        now.put("a.jpg", new FileState(5, 2000));

        files.tryUnfinished();

        assertThat(file).hasContent("newer");
        assertThat(files.knows(new StabilityCheck.Look("a.jpg", now.get("a.jpg"))))
                .isFalse();
    }

    @Test
    void shouldKeepAFileThatWasOverwrittenWhileItsFormerContentWasSent(@TempDir Path folder) throws IOException {
        FileStates files = deleting(folder);
        Draft former = draft(write(folder, "one", 1000));
        files.begin(new StabilityCheck.Look("a.jpg", new FileState(3, 1000)));
        write(folder, "newer", 2000);
        files.begin(new StabilityCheck.Look("a.jpg", new FileState(5, 2000)));

        files.sent(former);

        assertThat(folder.resolve("a.jpg")).hasContent("newer");
        assertThat(files.toForget()).isEmpty();
        assertThat(files.knows(new StabilityCheck.Look("a.jpg", new FileState(5, 2000))))
                .as("the newer content is being sent")
                .isTrue();
    }

    @Test
    void shouldNotMoveAwayWhatHasReplacedARefusedFile(@TempDir Path folder) throws IOException {
        FileStates files = files(
                "path: " + folder + "\nrejected-to: " + folder.resolve("rejected"), path -> new FileState(5, 2000));
        Draft former = draft(write(folder, "one", 1000));
        write(folder, "newer", 2000);

        files.refused(former, RefusalReason.TOO_LARGE, "too large for the broker");

        assertThat(folder.resolve("a.jpg")).hasContent("newer");
    }

    private static FileStates files(String settle) {
        return files("path: /data\nsettle: " + settle, path -> null);
    }

    private static FileStates deleting(Path folder) {
        return files("path: " + folder + "\nafter: delete", new FolderScan(folder, Set.of())::look);
    }

    private static FileStates files(String yaml, StabilityCheck.Looker looker) {
        return new FileStates(
                Configuration.parse(yaml, "test", FolderConfig.class, Map.of()),
                looker,
                new IngestMetrics(new PrometheusRegistry()));
    }

    private static Path write(Path folder, String content, long modified) throws IOException {
        Path file = Files.writeString(folder.resolve("a.jpg"), content);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
    }

    /** What is sent of the file as it is now. */
    private static Draft draft(Path file) throws IOException {
        byte[] image = Files.readAllBytes(file);
        return new Draft(
                "folder",
                "a.jpg",
                "id",
                "cam-1",
                Optional.empty(),
                "bottle",
                Instant.EPOCH,
                "image/jpeg",
                "",
                Files.getLastModifiedTime(file).toMillis(),
                image);
    }
}
