// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code config/environment} is what the tests run with. */
class EnvironmentTest {
    private static final Pattern BLOCK =
            Pattern.compile("<environmentVariables>(.*?)</environmentVariables>", Pattern.DOTALL);

    @Test
    void shouldBeTheEnvironmentOfTheTests() throws IOException {
        Map<String, String> wanted = variables();
        assertThat(wanted).isNotEmpty();

        assertThat(System.getenv()).containsAllEntriesOf(wanted);
        String pom = Files.readString(Repository.ROOT.resolve("pom.xml"));
        List<String> blocks =
                BLOCK.matcher(pom).results().map(found -> found.group(1)).toList();
        assertThat(blocks).as("unit and integration tests").hasSize(2).allSatisfy(block -> assertThat(
                        block.split("\\s+"))
                .filteredOn(line -> !line.isEmpty())
                .containsExactlyElementsOf(wanted.entrySet().stream()
                        .map(each -> "<%1$s>%2$s</%1$s>".formatted(each.getKey(), each.getValue()))
                        .toList()));
    }

    /** In the order of the file. */
    private static Map<String, String> variables() throws IOException {
        return Files.readAllLines(Repository.ROOT.resolve("config/environment")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(
                        each -> each[0], each -> each[1], (first, second) -> second, LinkedHashMap::new));
    }
}
