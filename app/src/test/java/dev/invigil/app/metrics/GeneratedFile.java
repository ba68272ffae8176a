// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Files of the repository that are made from code. */
final class GeneratedFile {
    private static final String MADE = "app/target/generated-files";

    private GeneratedFile() {}

    /**
     * The files have these texts. If not, the texts are in {@value #MADE}, and the message has the command that takes them over.
     *
     * @param expected the text of each file, by its path in the repository
     */
    static void assertUpToDate(Map<String, String> expected) throws IOException {
        for (Map.Entry<String, String> file : expected.entrySet()) {
            Path made = Repository.ROOT.resolve(MADE).resolve(file.getKey());
            Files.createDirectories(made.getParent());
            Files.writeString(made, file.getValue());
        }
        for (Map.Entry<String, String> file : expected.entrySet()) {
            Path there = Repository.ROOT.resolve(file.getKey());
            assertThat(Files.exists(there) ? Files.readString(there) : "")
                    .as("%s is not what the code makes; take it over with: cp -r %s/. .", file.getKey(), MADE)
                    .isEqualTo(file.getValue());
        }
    }
}
