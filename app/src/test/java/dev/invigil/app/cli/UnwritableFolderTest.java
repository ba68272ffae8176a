// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file stands where the folder should be: root can write everywhere else. */
class UnwritableFolderTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNameTheTemporaryFolderTheUserAndTheRemedy() throws IOException {
        Path temporary = Files.writeString(folder.resolve("tmp"), "a file");
        UncheckedIOException failure = new UncheckedIOException(
                new NoSuchFileException(temporary.resolve("invigil-program1.pt").toString()));

        assertThat(UnwritableFolder.problem(failure, Map.of(), temporary.toString(), "/root"))
                .get()
                .asString()
                .contains("the temporary folder " + temporary)
                .contains("by the user " + System.getProperty("user.name"))
                .contains("java.io.tmpdir=FOLDER");
    }

    @Test
    void shouldNameATemporaryFolderThatDoesNotExist() {
        Path temporary = folder.resolve("not-there");
        UncheckedIOException failure = new UncheckedIOException(
                new NoSuchFileException(temporary.resolve("invigil-program1.pt").toString()));

        assertThat(UnwritableFolder.problem(failure, Map.of(), temporary.toString(), "/root"))
                .get()
                .asString()
                .contains("the temporary folder " + temporary);
    }

    @Test
    void shouldNameTheFolderOfTheEnginesLibraries() throws IOException {
        Path file = Files.writeString(folder.resolve("cache"), "a file");
        IllegalStateException failure =
                new IllegalStateException("the engine did not start", new EngineException("Failed to extract"));

        assertThat(UnwritableFolder.problem(
                        failure, Map.of("DJL_CACHE_DIR", file.resolve("djl").toString()), "/tmp", "/root"))
                .get()
                .asString()
                .contains(file.resolve("djl").toString(), System.getProperty("user.name"), "DJL_CACHE_DIR");
        assertThat(UnwritableFolder.problem(failure, Map.of(), "/tmp", file.toString()))
                .get()
                .asString()
                .contains(file.resolve(".djl.ai").toString());
    }

    @Test
    void shouldLeaveOtherFailuresAsTheyAre() {
        String temporary = folder.toString();
        Map<String, String> environment =
                Map.of("DJL_CACHE_DIR", folder.resolve("new").toString());

        assertThat(UnwritableFolder.problem(
                        new UncheckedIOException(new NoSuchFileException(temporary + "/gone")),
                        environment,
                        temporary,
                        temporary))
                .isEmpty();
        assertThat(UnwritableFolder.problem(new EngineException("a bug"), environment, temporary, temporary))
                .isEmpty();
        assertThat(UnwritableFolder.problem(new NullPointerException(), environment, temporary, temporary))
                .isEmpty();
    }
}
