// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.app.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The boards of docker/grafana/boards, as they are in the repository. */
final class BoardFile {
    static final Path FOLDER = Repository.ROOT.resolve("docker/grafana/boards");

    private BoardFile() {}

    /**
     * @param place board, panel and letter of the query
     * @param legend with labels in double braces
     */
    record Query(String place, String expression, String legend) {}

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(file));
    }

    /** Of all panels and annotations. */
    static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Path file : files()) {
            JsonNode board = read(file);
            for (JsonNode panel : board.get("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(
                            file.getFileName() + ", " + panel.get("title").asText() + ", "
                                    + target.get("refId").asText(),
                            target.get("expr").asText(),
                            target.get("legendFormat").asText()));
                }
            }
            for (JsonNode annotation : board.path("annotations").path("list")) {
                queries.add(new Query(
                        file.getFileName() + ", annotation "
                                + annotation.get("name").asText(),
                        annotation.get("expr").asText(),
                        annotation.get("textFormat").asText()));
            }
        }
        return queries;
    }
}
