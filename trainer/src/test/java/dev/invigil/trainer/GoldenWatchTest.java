// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenWatchTest {
    @TempDir
    private Path directory;

    @Test
    void shouldNameTheKeyOfAFolderThatDoesNotExistUntilItDoes() throws IOException {
        Path folder = directory.resolve("golden");
        GoldenWatch golden = new GoldenWatch(folder);

        golden.look();
        assertThat(golden.problem())
                .get()
                .asString()
                .contains("trainer.golden", folder.toString(), "does not exist", "create it or correct the path");

        Files.createDirectory(folder);
        golden.look();
        assertThat(golden.problem()).isEmpty();
    }

    @Test
    void shouldNotTakeAFileForAFolder() throws IOException {
        GoldenWatch golden = new GoldenWatch(Files.createFile(directory.resolve("golden")));

        golden.look();

        assertThat(golden.problem()).get().asString().contains("trainer.golden", "is a file");
    }
}
