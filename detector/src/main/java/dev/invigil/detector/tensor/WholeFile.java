// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that appears whole or not at all. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes the content into a new file. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(Path fresh) throws IOException;
    }

    /**
     * Has the content written beside the file, then moves it there. If the writing fails, for example because the disk is full, nothing is
     * left, and what was there before stays.
     *
     * @throws IOException if the disk fails
     */
    public static void write(Path file, Writer writer) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
        try {
            writer.writeTo(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
