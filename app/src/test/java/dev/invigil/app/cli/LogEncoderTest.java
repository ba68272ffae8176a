// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LogEncoderTest {
    private static final Instant NOW = Instant.parse("2026-11-28T05:15:30.123Z");

    @ParameterizedTest
    @EnumSource(LogEncoder.Format.class)
    void shouldWriteEachEventAsOneLine(LogEncoder.Format format) {
        String line = encoded(format, "two\n  lines\r\n", new IOException("broken\ntwice", new IOException("cause")));

        assertThat(line).endsWith("\n").hasLineCount(1).contains("two", "lines", "broken", "cause", "LogEncoderTest");
    }

    @Test
    void shouldWriteTextWithTimeAndZone() {
        String line = encoded(LogEncoder.Format.TEXT, "topics:\n  frames\n  maps", null);

        assertThat(line).endsWith(" ERROR Name: topics: | frames | maps\n");
        assertThat(OffsetDateTime.parse(line.split(" ")[0]).toInstant()).isEqualTo(NOW);
    }

    @Test
    void shouldWriteJsonThatAParserReads() throws IOException {
        JsonNode event =
                new ObjectMapper().readTree(encoded(LogEncoder.Format.JSON, "say \"no\"\n", new IOException("broken")));

        assertThat(OffsetDateTime.parse(event.get("time").asText()).toInstant()).isEqualTo(NOW);
        assertThat(event.get("level").asText()).isEqualTo("ERROR");
        assertThat(event.get("logger").asText()).isEqualTo("a.long.Name");
        assertThat(event.get("thread").asText())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(event.get("message").asText()).isEqualTo("say \"no\"\n");
        assertThat(event.get("exception").asText())
                .startsWith("java.io.IOException: broken")
                .contains("\tat ");
    }

    /** In JSON, its quotes and backslashes would be written otherwise than they were registered. */
    @ParameterizedTest
    @EnumSource(LogEncoder.Format.class)
    void shouldHideSecretsThatJsonWritesOtherwise(LogEncoder.Format format) {
        Redaction.register("log-\"secret\\1");

        assertThat(encoded(format, "it is log-\"secret\\1", new IOException("log-\"secret\\1")))
                .contains("it is ***", "IOException: ***")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "JSON5", "texts"})
    void shouldRefuseAnUnknownFormat(String value) {
        assertThatThrownBy(() -> LogEncoder.require(value))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("INVIGIL_LOG=" + value)
                .hasMessageContaining("text or json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "json", "JSON"})
    void shouldAcceptAFormat(String value) {
        LogEncoder.require(value);
        LogEncoder.require(null);
    }

    private static String encoded(LogEncoder.Format format, String message, Throwable failure) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("a.long.Name"), Level.ERROR, message, failure, null);
        event.setInstant(NOW);
        return new String(new LogEncoder(format).encode(event), StandardCharsets.UTF_8);
    }
}
