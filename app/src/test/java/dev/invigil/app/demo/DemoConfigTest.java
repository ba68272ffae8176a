// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.line.LineConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoConfigTest {
    @Test
    void shouldConfigureALineWhateverItsFoldersAreCalled() {
        Path broker = Path.of("/home/O'Brien/\"broker\": {1}");
        Path bundle = Path.of("/home/O'Brien/bundle # ${env:HOME}");

        LineConfig line = DemoConfig.of(broker, bundle);

        assertThat(line.broker().orElseThrow().directory()).isEqualTo(broker);
        assertThat(line.scorer().orElseThrow().bundle()).contains(bundle);
    }
}
