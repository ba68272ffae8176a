// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads files that list images: JSON and CSV, from any system. A byte-order mark, CRLF, quotes and backslashes in paths are all read. */
final class IndexFiles {
    /** Unknown properties belong to the data set's makers; a missing number is an error, not 0. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final CSVFormat CSV =
            CSVFormat.DEFAULT.builder().setTrim(true).setIgnoreEmptyLines(true).get();
    /** More characters than the first line of an index has. */
    private static final int FIRST_LINE = 4096;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private IndexFiles() {}

    /** A row of a CSV file, with the number of its last line. */
    record Row(List<String> fields, long line) {}

    /**
     * The content of a JSON file in UTF-8, with or without a byte-order mark.
     *
     * @param problem receives the problem if the file does not have this form; then nothing is returned
     */
    static <T> Optional<T> json(Path file, Class<T> form, Consumer<String> problem) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            return Optional.of(JSON.readValue(content, form));
        } catch (JsonProcessingException e) {
            problem.accept("not the expected JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        }
    }

    /**
     * The rows of a CSV file in UTF-8, the header's too; empty lines are left out.
     *
     * @param problem receives the problem if it is not such a file; then there are no rows
     */
    static List<Row> csv(Path file, Consumer<String> problem) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                BufferedReader text = new BufferedReader(new InputStreamReader(
                        in, StandardCharsets.UTF_8.newDecoder()))) { // a decoder that reports what is not UTF-8
            skipMark(text);
            try (CSVParser parser = format(text).parse(text)) {
                for (CSVRecord row : parser) {
                    if (row.size() > 1 || !row.get(0).isBlank()) {
                        rows.add(new Row(row.toList(), parser.getCurrentLineNumber()));
                    }
                }
            }
            return rows;
        } catch (UncheckedIOException e) {
            problem.accept(refusal(e.getCause()));
        } catch (IOException e) {
            problem.accept(refusal(e));
        }
        return List.of();
    }

    private static String refusal(IOException cause) {
        return cause instanceof CharacterCodingException
                ? "not UTF-8; save it as \"CSV UTF-8\""
                : "not CSV: " + cause.getMessage();
    }

    /** With the separator of the first line: Excel writes semicolons or tabs where the comma is the decimal sign. */
    private static CSVFormat format(BufferedReader text) throws IOException {
        text.mark(FIRST_LINE);
        char[] start = new char[FIRST_LINE - 1];
        int length = Math.max(0, text.read(start));
        text.reset();
        String line = new String(start, 0, length).lines().findFirst().orElse("");
        for (String separator : List.of(",", ";", "\t")) {
            if (line.contains(separator)) {
                return CSV.builder().setDelimiter(separator).get();
            }
        }
        return CSV;
    }

    private static void skipMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }

    /**
     * The file that an index names, relative to a folder or absolute. Tried are the path as it is written, with slashes for
     * backslashes, and with composed and decomposed letters, since systems differ in these; the first that exists counts.
     *
     * @return the path as written where none exists; empty if it is not a path
     */
    static Optional<Path> file(Path folder, String written) {
        String slashed = written.replace('\\', '/');
        Set<String> forms = new LinkedHashSet<>(List.of(
                written,
                slashed,
                Normalizer.normalize(slashed, Normalizer.Form.NFC),
                Normalizer.normalize(slashed, Normalizer.Form.NFD)));
        List<Path> files =
                forms.stream().flatMap(form -> resolved(folder, form)).toList();
        return files.stream().filter(Files::exists).findFirst().or(() -> files.stream()
                .findFirst());
    }

    /** ADer writes doubled slashes; the same image must have one name. */
    private static Stream<Path> resolved(Path folder, String written) {
        try {
            return Stream.of(folder.resolve(written).normalize());
        } catch (InvalidPathException e) {
            // no path in this form; another may be one, and if none is, the caller says so
            return Stream.empty();
        }
    }
}
