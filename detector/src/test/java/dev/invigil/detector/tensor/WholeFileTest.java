// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldLeaveNothingAndKeepWhatWasThereWhenTheWritingFails() throws IOException {
        Path file = folder.resolve("model.pt");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> WholeFile.write(file, fresh -> {
                        Files.writeString(fresh, "a part");
                        throw new IOException("No space left on device");
                    }))
                    .hasMessage("No space left on device");
            assertThat(folder).isEmptyDirectory();
        }

        WholeFile.write(file, fresh -> Files.writeString(fresh, "all"));
        assertThatThrownBy(() -> WholeFile.write(file, fresh -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(file).hasContent("all");
        assertThat(folder).isDirectoryNotContaining("glob:**/.*");
    }
}
