// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Names of the files that a command writes for images: images of several folders may have one name. */
final class FreeNames {
    private final Set<String> taken = new HashSet<>();

    /** The image's file name without extension, prefixed with as many parent folders as make it unique. */
    String of(Path image) {
        String name = image.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Path folder = image.toAbsolutePath().normalize().getParent();
        while (!taken.add(name)) {
            Path last = folder == null ? null : folder.getFileName();
            name = (last == null ? "again" : last.toString()) + "-" + name;
            folder = folder == null ? null : folder.getParent();
        }
        return name;
    }
}
