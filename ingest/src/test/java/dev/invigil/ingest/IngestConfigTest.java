// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.ingest.folder.FolderConfig;
import dev.invigil.ingest.http.HttpSourceConfig;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void shouldReadTheExampleOfTheDocumentation() {
        IngestConfig config = read("""
                id: line-1-ingest
                line: line-1
                folders:
                  - name: station-3
                    path: /data/station-3
                    pattern: "{camera}/{product}/{part}.jpg"
                    rate: 20
                    after: move
                    move-to: /data/done
                http:
                  host: 0.0.0.0
                  port: 8080
                  token: ${env:TOKEN}
                """);

        FolderConfig folder = config.folders().get(0);
        assertThat(folder.after()).isEqualTo(FolderConfig.AfterSending.MOVE);
        assertThat(folder.moveTo()).contains(Path.of("/data/done"));
        assertThat(folder.rate()).isEqualTo(20);
        assertThat(folder.settle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.http().flatMap(HttpSourceConfig::token).orElseThrow().matches("secret"))
                .isTrue();
    }

    @Test
    void shouldWantAtLeastOneSource() {
        assertThatThrownBy(() -> read("line: line-1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("configure at least one source");
    }

    @Test
    void shouldWantDifferentNames() {
        assertThatThrownBy(() -> read("folders: [{path: /a}, {path: /b}]"))
                .hasMessageContaining("several sources with the name [folder]");
    }

    @Test
    void shouldTellEverythingThatIsWrongWithAFolder() {
        assertThatThrownBy(() ->
                        read("folders: [{path: /a, pattern: '/x/{a', rate: -1, after: move, rescan: 1ms, name: a/b}]"))
                .hasMessageContaining("folders[0].pattern")
                .hasMessageContaining("folders[0].rate")
                .hasMessageContaining("folders[0].move-to")
                .hasMessageContaining("folders[0].rescan")
                .hasMessageContaining("folders[0].name");
    }

    @Test
    void shouldSayWhichVariableThePatternLacks() {
        assertThatThrownBy(() -> read("folders: [{path: /a, pattern: '{product}/{part}.*'}]"))
                .hasMessageContaining("folders[0].camera")
                .hasMessageContaining("uses {camera}, which is not a variable of the pattern \"{product}/{part}.*\"");
    }

    private static IngestConfig read(String yaml) {
        return Configuration.parse(yaml, "ingest.yaml", IngestConfig.class, Map.of("TOKEN", "secret"));
    }
}
