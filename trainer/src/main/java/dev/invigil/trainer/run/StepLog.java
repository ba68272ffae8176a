// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The steps of a run as CSV, appended as they are taken. There is no file before the first step. */
final class StepLog implements Closeable {
    private final List<StepRow> rows;
    private final Path file;
    private Optional<BufferedWriter> out = Optional.empty();

    private StepLog(List<StepRow> rows, Path file) {
        this.rows = rows;
        this.file = file;
    }

    /**
     * Opens the log after its first {@code steps} steps. What a killed run logged behind its last checkpoint goes: those steps are taken
     * again.
     */
    static StepLog openAfter(int steps, Path file) throws IOException {
        List<StepRow> kept = new ArrayList<>(
                read(file).stream().filter(row -> row.step() <= steps).toList());
        if (kept.isEmpty()) {
            Files.deleteIfExists(file);
            return new StepLog(kept, file);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (Writer rewritten = Files.newBufferedWriter(fresh)) {
            rewritten.write(header(kept.get(0)));
            for (StepRow row : kept) {
                rewritten.write(row.line() + "\n");
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new StepLog(kept, file);
    }

    /** The complete lines of a log; none if there is no log. */
    static List<StepRow> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String header = in.readLine();
            List<String> losses = header == null ? List.of() : StepRow.losses(header);
            return in.lines()
                    .map(line -> StepRow.parse(line, losses))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** The header names the losses, so it is written with the first row. */
    private static String header(StepRow first) {
        return StepRow.header(first.losses().keySet()) + "\n";
    }

    void append(StepRow row) throws IOException {
        if (out.isEmpty()) {
            out = Optional.of(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        }
        if (rows.isEmpty()) {
            out.get().write(header(row));
        }
        out.get().write(row.line() + "\n");
        out.get().flush();
        rows.add(row);
    }

    /** All steps so far. */
    List<StepRow> rows() {
        return Collections.unmodifiableList(rows);
    }

    @Override
    public void close() throws IOException {
        if (out.isPresent()) {
            out.get().close();
        }
    }
}
