// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Names of products, defects and files. Letters with accents are composed (Unicode NFC), so that a name is the same whichever
 * system wrote it. A file name is bytes: those that are not text in the system's character set still name their file.
 */
public final class DataNames {
    /** The replacement for bytes that are not text. */
    private static final char UNREADABLE = '\uFFFD';

    private DataNames() {}

    /** A name with composed letters. */
    public static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** The name of a folder as the user wrote it: of a symbolic link its own, of {@code .} and {@code ..} that of the folder meant. */
    public static String of(Path folder) {
        String name = last(folder);
        return composed(
                name.isEmpty() || name.equals(".") || name.equals("..")
                        ? last(folder.toAbsolutePath().normalize())
                        : name);
    }

    /** Whether the file's name is text in the system's character set. */
    static boolean isText(Path file) {
        return last(file).indexOf(UNREADABLE) < 0;
    }

    /** The file's name without its ending, equal for files that belong together; names that are not text are distinguished by their bytes. */
    public static String stem(Path file) {
        String name = isText(file) ? composed(last(file)) : rawName(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The file's ending in lower case, without the dot; empty when there is none. */
    static String ending(Path file) {
        String name = last(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static String rawName(Path file) {
        String path = file.toUri().getRawPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String last(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
