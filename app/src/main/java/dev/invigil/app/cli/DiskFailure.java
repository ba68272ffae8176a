// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import com.fasterxml.jackson.core.JacksonException;
import dev.invigil.kit.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Recognises failures of files and disks, which the operator can remedy: a full disk, a folder that may not be written, a file that is not
 * there. Failures of other kinds are bugs.
 */
final class DiskFailure {
    /** What Linux, macOS and Windows say. */
    private static final Pattern FULL = Pattern.compile(
            "no space left on device|disk quota exceeded|not enough space on the disk", Pattern.CASE_INSENSITIVE);

    private static final Pattern READ_ONLY = Pattern.compile("read-only file system", Pattern.CASE_INSENSITIVE);
    private static final List<String> OUTPUTS = List.of("--out", "--run", "--report", "--record", "--store");
    private static final long MEBI = 1 << 20;

    private DiskFailure() {}

    /**
     * A place that a command writes to.
     *
     * @param option that names it
     */
    record Output(String option, Path place) {
        private String words() {
            return option + " " + place;
        }

        /** Whether the file is the place, is in it, or is beside it, where new files wait until they are whole. */
        private boolean concerns(Path file) {
            Path own = place.toAbsolutePath().normalize();
            Path folder = own.getParent();
            Path other = file.toAbsolutePath().normalize();
            return other.startsWith(own)
                    || other.equals(folder)
                    || (folder != null && folder.equals(other.getParent()));
        }
    }

    /** The places that the command's options name for what it writes. */
    static List<Output> outputs(ParseResult parsed) {
        List<Output> outputs = new ArrayList<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            Object value = option.getValue();
            Object given = value instanceof Optional<?> optional ? optional.orElse(null) : value;
            if (OUTPUTS.contains(option.longestName()) && given instanceof Path place) {
                outputs.add(new Output(option.longestName(), place));
            }
        }
        return outputs;
    }

    /** What the operator is told: the file, the reason and the remedy; empty for other failures. */
    static Optional<String> problem(Throwable failure, List<Output> outputs) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (FULL.matcher(String.valueOf(cause.getMessage())).find()) {
                return Optional.of(full(outputs));
            }
        }
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof UncheckedIOException
                        || cause instanceof CompletionException
                        || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        // these say that the program's own data or order of work is wrong
        if (!(cause instanceof IOException wrong)
                || cause instanceof JacksonException
                || cause instanceof ClosedChannelException) {
            return Optional.empty();
        }
        return Optional.of(
                wrong instanceof FileSystemException file && file.getFile() != null
                        ? ofFile(file, outputs)
                        : Reason.of(wrong) + "; check the disk, the files and the network that the command uses");
    }

    private static String full(List<Output> outputs) {
        List<Output> places = new ArrayList<>(outputs);
        places.add(new Output("the temporary folder", Path.of(System.getProperty("java.io.tmpdir"))));
        return places.stream()
                .min(Comparator.comparingLong(output -> free(output.place())))
                .map(fullest -> "no space left on the disk of %s (%d MB free); free some space, or %s"
                        .formatted(
                                fullest.words(),
                                free(fullest.place()) / MEBI,
                                fullest.option().startsWith("-")
                                        ? "name a folder on another disk with " + fullest.option()
                                        : "set INVIGIL_JAVA_OPTS=-Djava.io.tmpdir=FOLDER"))
                .orElseThrow();
    }

    /** Bytes; the largest number where the disk cannot be asked. */
    private static long free(Path place) {
        Path existing = place.toAbsolutePath().normalize();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            return existing == null
                    ? Long.MAX_VALUE
                    : Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static String ofFile(FileSystemException failure, List<Output> outputs) {
        Path file = Path.of(failure.getFile());
        String reason = reason(failure);
        Optional<Output> output =
                outputs.stream().filter(each -> each.concerns(file)).findFirst();
        if (output.isPresent()) {
            Output own = output.get();
            return "cannot write %s: %s; make the folder writable for the user %s, or name another one with %s"
                    .formatted(own.words(), reason, System.getProperty("user.name"), own.option());
        }
        if (failure instanceof NoSuchFileException) {
            return file + ": no such file or folder; check the path";
        }
        return failure instanceof AccessDeniedException
                        || READ_ONLY.matcher(reason).find()
                ? file + ": " + reason + "; give the user " + System.getProperty("user.name")
                        + " the right to read and write it, or name another place"
                : file + ": " + reason + "; check the path";
    }

    /** Without the path. */
    private static String reason(FileSystemException failure) {
        String reason = failure.getReason();
        return reason == null || reason.isBlank()
                ? Reason.of(failure).replaceFirst(": " + Pattern.quote(String.valueOf(failure.getMessage())) + "$", "")
                : reason;
    }
}
