// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    private Path elsewhere;

    @Test
    void shouldDeleteWhatIsInItAndNothingThatALinkPointsTo() throws IOException {
        Path kept = Files.writeString(elsewhere.resolve("kept"), "text");
        Path folder;
        try (TemporaryFolder temporary = TemporaryFolder.create("invigil-test")) {
            folder = temporary.folder();
            Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("file"), "text");
            Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        }

        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
    }
}
