// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Recognises failures because of a folder that this process cannot write: the temporary folder, or that of the engine's libraries. */
final class UnwritableFolder {
    private UnwritableFolder() {}

    /** What the operator is told: the folder, the user and the remedy; empty for other failures. */
    static Optional<String> problem(Throwable failure) {
        return problem(failure, System.getenv(), System.getProperty("java.io.tmpdir"), System.getProperty("user.home"));
    }

    static Optional<String> problem(Throwable failure, Map<String, String> environment, String temporary, String home) {
        Path folder = Path.of(temporary).toAbsolutePath();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException file
                    && file.getFile() != null
                    && Path.of(file.getFile()).toAbsolutePath().startsWith(folder)
                    // Java does not make it
                    && !(Files.exists(folder) && canWrite(folder))) {
                return Optional.of("the temporary folder " + folder + " cannot be written by the user "
                        + System.getProperty("user.name") + " (" + Reason.of(file)
                        + "); make it writable, or set INVIGIL_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
            }
        }
        Path libraries = libraries(environment, home);
        return isOfTheEngine(failure) && !canWrite(libraries)
                ? Optional.of("the folder of the engine's libraries " + libraries + " cannot be written by the user "
                        + System.getProperty("user.name")
                        + "; make it writable, or set DJL_CACHE_DIR to another folder")
                : Optional.empty();
    }

    /** As the engine's library chooses it. */
    private static Path libraries(Map<String, String> environment, String home) {
        String chosen = environment.getOrDefault("ENGINE_CACHE_DIR", environment.getOrDefault("DJL_CACHE_DIR", ""));
        return chosen.isBlank() ? Path.of(home, ".djl.ai") : Path.of(chosen);
    }

    private static boolean isOfTheEngine(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getName().startsWith("ai.djl.")) {
                return true;
            }
        }
        return false;
    }

    /** Whether files can be made in the folder, or the folder itself where it does not exist; tried, since rights do not tell all. */
    private static boolean canWrite(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing)) {
            return false;
        }
        try {
            Files.delete(Files.createTempFile(existing, ".invigil", ".tmp"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
