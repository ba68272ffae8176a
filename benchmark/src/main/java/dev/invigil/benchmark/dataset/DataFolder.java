// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What counts in a folder of data, for every command that reads folders. Hidden files, AppleDouble files ({@code ._NAME}) and what
 * operating systems and file servers put into folders are not data; names decide that. Symbolic links are followed and keep their own
 * name.
 */
public final class DataFolder {
    /** In lower case. */
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "__macosx",
            "@eadir");

    private DataFolder() {}

    /** The folders in a folder, by name; none when there is no such folder. */
    public static List<Path> folders(Path parent) throws IOException {
        return entries(parent).stream().filter(Files::isDirectory).toList();
    }

    /** The files in a folder, by name; none when there is no such folder. */
    public static List<Path> files(Path parent) throws IOException {
        return entries(parent).stream().filter(Files::isRegularFile).toList();
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(DataFolder::isData).sorted().toList();
        }
    }

    /** Whether a name is that of data, and not of a file that the system put there. */
    static boolean isData(Path entry) {
        String name = entry.getFileName().toString();
        return !name.startsWith(".") && !OF_THE_SYSTEM.contains(name.toLowerCase(Locale.ROOT));
    }
}
