// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of a CSV file as RFC 4180 has it. */
public final class CsvLine {
    private CsvLine() {}

    /** The line with its end. */
    public static String of(String... cells) {
        return Arrays.stream(cells).map(CsvLine::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
