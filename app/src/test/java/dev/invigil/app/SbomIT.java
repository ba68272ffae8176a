// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials that the phase {@code package} writes has what runs, and nothing else. */
class SbomIT {
    private static final Path TARGET = Path.of("target");

    @Test
    void shouldListTheLibrariesOfTheClassPathAndNoOthers() throws Exception {
        Path file = TARGET.resolve("invigil-sbom.json");
        String reason = "there is no " + file + ": the plugin does not run offline; run mvn verify without -o";
        if (!Files.exists(file)) {
            System.out.println("SKIPPED: " + reason);
        }
        assumeTrue(Files.exists(file), reason);
        JsonNode sbom = new ObjectMapper().readTree(file.toFile());
        List<String> libraries = Stream.of(Files.readString(TARGET.resolve("libraries.classpath"))
                        .strip()
                        .split(File.pathSeparator))
                .map(jar -> Path.of(jar).getFileName().toString())
                .toList();
        Set<String> listed = new HashSet<>();
        for (JsonNode component : sbom.get("components")) {
            String name = component.get("name").asText();
            assertThat(component.get("purl").asText()).as(name).startsWith("pkg:maven/");
            if (!component.get("group").asText().equals("dev.invigil")) {
                assertThat(component.get("hashes")).as(name).isNotEmpty();
                listed.add(name + "-" + component.get("version").asText());
            }
        }

        assertThat(sbom.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(libraries).allSatisfy(jar -> assertThat(listed).as(jar).anySatisfy(library -> assertThat(jar)
                .startsWith(library)));
        assertThat(listed)
                .allSatisfy(library -> assertThat(libraries).as(library).anySatisfy(jar -> assertThat(jar)
                        .startsWith(library)));
        assertThat(listed).anyMatch(library -> library.startsWith("kafka-clients-"));
    }
}
