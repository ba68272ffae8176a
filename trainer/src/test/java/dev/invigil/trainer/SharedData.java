// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The optional data folder: {@code INVIGIL_SHARED}, else {@code shared} beside the repository. */
public final class SharedData {
    private SharedData() {}

    /**
     * @param relative such as {@code data/cifar10}
     * @return empty, with the reason printed, when it is not there
     */
    public static Optional<Path> find(String relative) {
        String configured = System.getenv("INVIGIL_SHARED");
        Stream<Path> folders = configured == null || configured.isBlank()
                ? Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .map(folder -> folder.resolveSibling("shared"))
                : Stream.of(Path.of(configured));
        Optional<Path> found = folders.map(folder -> folder.resolve(relative))
                .filter(Files::exists)
                .findFirst();
        if (found.isEmpty()) {
            System.out.println("skipped: " + relative + " is not there (set INVIGIL_SHARED to the folder that has it)");
        }
        return found;
    }
}
