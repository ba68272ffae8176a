// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {
    private static final Map<String, String> ALL =
            Map.of("INVIGIL_HOME", "/own", "XDG_CACHE_HOME", "/caches", "HOME", "/home/anna");

    @Test
    void shouldTakeTheFirstThatIsSet() {
        assertThat(folder(ALL)).isEqualTo(Path.of("/own"));
        assertThat(folder(without("INVIGIL_HOME"))).isEqualTo(Path.of("/caches/invigil"));
        assertThat(folder(without("INVIGIL_HOME", "XDG_CACHE_HOME"))).isEqualTo(Path.of("/home/anna/.invigil"));
        assertThat(folder(Map.of())).isEqualTo(Path.of("/java/.invigil"));
    }

    @Test
    void shouldPassOverEmptyVariablesAndARelativeCacheFolder() {
        assertThat(folder(Map.of("INVIGIL_HOME", "", "XDG_CACHE_HOME", "caches", "HOME", "/home/anna")))
                .isEqualTo(Path.of("/home/anna/.invigil"));
        assertThat(folder(Map.of("HOME", " "))).isEqualTo(Path.of("/java/.invigil"));
    }

    private static Path folder(Map<String, String> environment) {
        return Home.folder(environment, "/java");
    }

    private static Map<String, String> without(String... names) {
        Map<String, String> rest = new HashMap<>(ALL);
        for (String name : names) {
            rest.remove(name);
        }
        return rest;
    }
}
