// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns of text, as wide as they need to be, two spaces between them. */
public final class TextTable {
    private static final String RIGHT = ">";
    private static final String GAP = "  ";

    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param header the columns' names; one that starts with {@code >} is flush right, like numbers */
    public TextTable(String... header) {
        right = Stream.of(header).map(name -> name.startsWith(RIGHT)).toList();
        rows.add(Stream.of(header)
                .map(name -> name.startsWith(RIGHT) ? name.substring(1) : name)
                .toList());
    }

    /** Adds a row with one cell for each column. Control characters are written as escapes. */
    public void row(String... cells) {
        if (cells.length != right.size()) {
            throw new IllegalArgumentException("a row of " + right.size() + " cells, not " + cells.length);
        }
        rows.add(Stream.of(cells).map(TextTable::visible).toList());
    }

    /** All lines, each with its line break and without blanks at its end. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            List<String> padded = new ArrayList<>();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(width(column) - cell.length());
                padded.add(right.get(column) ? blanks + cell : cell + blanks);
            }
            text.append(String.join(GAP, padded).stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** The same as a table of Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        line(text, rows.get(0));
        line(text, right.stream().map(isRight -> isRight ? "---:" : "---").toList());
        rows.stream().skip(1).forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ")
                .append(cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ")))
                .append(" |\n");
    }

    /**
     * The text with escapes such as {@code \\n} in place of control characters and separators of lines: a name of a file may have them, and a
     * row is one line.
     */
    private static String visible(String cell) {
        StringBuilder text = new StringBuilder(cell.length());
        cell.chars().forEach(character -> {
            switch (character) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\u2028', '\u2029' -> text.append(escaped(character));
                default -> {
                    if (Character.isISOControl(character)) {
                        text.append(escaped(character));
                    } else {
                        text.append((char) character);
                    }
                }
            }
        });
        return text.toString();
    }

    private static String escaped(int character) {
        return String.format(Locale.ROOT, "\\u%04x", character);
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
