// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.csv.CSVFormat;

/** A CSV file in memory, as RFC 4180 has it: lines end in CRLF, fields are quoted where they must be. */
public final class CsvTable {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private final StringBuilder text = new StringBuilder();

    /** A table with this header. */
    public CsvTable(String... header) {
        row(header);
    }

    /** Adds a row. */
    public void row(String... cells) {
        try {
            FORMAT.printRecord(text, (Object[]) cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /** The whole file. */
    @Override
    public String toString() {
        return text.toString();
    }
}
