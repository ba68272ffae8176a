// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
public final class Repository {
    /** Its folder. */
    public static final Path ROOT = root();

    private Repository() {}

    /** Every document for users and contributors. */
    public static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            docs.filter(file -> file.toString().endsWith(".md")).sorted(),
                            Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docker/README.md")
                                    .map(ROOT::resolve))
                    .toList();
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("invigil"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
