// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineConfigTest {

    @Test
    void shouldReadTheExampleThatIsShipped() {
        LineConfig line = Configuration.read(Path.of("../config/line.yaml"), LineConfig.class, Map.of());

        assertThat(line.broker()).isPresent();
        assertThat(line.ingest()).isPresent();
        assertThat(line.scorer()).isPresent();
        assertThat(line.alerts()).isPresent();
    }

    @Test
    void shouldRunOnlyWhatHasASection() {
        LineConfig line = parse("{kafka: {bootstrap.servers: 'b:9092'}, alerts: {threads: 2}}");

        assertThat(line.alerts()).isPresent();
        assertThat(line.broker()).isEmpty();
        assertThat(line.ingest()).isEmpty();
        assertThat(line.scorer()).isEmpty();
    }

    @Test
    void shouldRefuseAFileThatRunsNothing() {
        assertThatThrownBy(() -> parse("kafka: {bootstrap.servers: 'b:9092'}"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("add the section of at least one service");
    }

    @Test
    void shouldRefuseClientsThatLookElsewhereThanAtTheBrokerInside() {
        assertThatThrownBy(() -> parse("{broker: {directory: d, port: 9099}, kafka: {bootstrap.servers: 'b:9092'}}"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("localhost:9099");
    }

    @Test
    void shouldRefuseABrokerThatCannotStoreTheLargestFrame() {
        assertThatThrownBy(() -> parse("{broker: {directory: d, max-message: 64MiB}, topics: {frame-limit: 64MiB},"
                        + " kafka: {bootstrap.servers: 'localhost:9092'}}"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("too small for topics.frame-limit 64MiB; set it to at least 65664KiB");
    }

    private static LineConfig parse(String yaml) {
        return Configuration.parse(yaml, "test.yaml", LineConfig.class, Map.of());
    }
}
