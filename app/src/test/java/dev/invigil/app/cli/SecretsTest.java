// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.invigil.kit.config.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Whatever is wrong with a secured connection, no output has a part of a secret in it, with {@code -v} neither. */
class SecretsTest {
    private static final String MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final List<String> PARTS = List.of("s3cr3t-A", "s3cr3t-B", "s3cr3t");

    @TempDir
    private Path folder;

    static Stream<String> wrongLogins() {
        return Stream.of(
                // no flag, no semicolon, no equals sign, no quotes, nothing but the secret, a wrong class
                MODULE + " username=\"line\" password=\"s3cr3t-A s3cr3t-B\";",
                MODULE + " required username=\"line\" password=\"s3cr3t-A s3cr3t-B\"",
                MODULE + " required username=\"line\" password \"s3cr3t-A s3cr3t-B\";",
                MODULE + " required username=line password=s3cr3t-A s3cr3t-B;",
                MODULE + " required username=\"line\" password=\"s3cr3t-A\"s3cr3t-B\";",
                MODULE + " required username=\"line\" password=\"s3cr3t-A;s3cr3t-B",
                MODULE + " s3cr3t-A s3cr3t-B;",
                "s3cr3t-A",
                "s3cr3t-A s3cr3t-B;",
                "no.such.Module required username=\"line\" password=\"s3cr3t-A\";",
                "s3cr3t-A required username=\"line\" password=\"s3cr3t-B\";",
                MODULE + " required;" + MODULE + " required password=\"s3cr3t-A\";");
    }

    @ParameterizedTest
    @MethodSource("wrongLogins")
    void shouldShowNoPartOfAWrongLogin(String line) throws IOException {
        CommandTree result = topics("""
                kafka:
                  bootstrap.servers: localhost:1
                  security.protocol: SASL_PLAINTEXT
                  sasl.mechanism: SCRAM-SHA-512
                  sasl.jaas.config: '%s'
                topics: {timeout: 1s}
                """.formatted(line));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.out() + result.err()).doesNotContain(PARTS);
    }

    @Test
    void shouldSayHowALoginIsWritten() throws IOException {
        CommandTree result =
                topics("kafka: {bootstrap.servers: 'localhost:1', sasl.jaas.config: 'no-jaas-line at all'}");

        assertThat(result.err())
                .contains("sasl.jaas.config")
                .contains("required username=")
                .contains("semicolon");
    }

    @Test
    void shouldShowNoPasswordOfAKeyStoreThatCannotBeOpened() throws IOException {
        Files.writeString(folder.resolve("store.p12"), "no key store");

        CommandTree result = topics("""
                kafka:
                  bootstrap.servers: localhost:1
                  security.protocol: SSL
                  ssl.truststore.location: %s
                  ssl.truststore.type: PKCS12
                  ssl.truststore.password: s3cr3t-A
                  ssl.keystore.key: s3cr3t-B
                topics: {timeout: 1s}
                """.formatted(folder.resolve("store.p12")));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.out() + result.err()).doesNotContain(PARTS);
    }

    @Test
    void shouldTakeSecretsOutOfTheLogAndOfItsStackTraces() {
        Redaction.registerWords(MODULE + " required password=\"s3cr3t-A\";");
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ILoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("x"),
                Level.ERROR,
                "cannot read {}",
                new IOException("at s3cr3t-A", new IOException("s3cr3t-A")),
                new Object[] {"s3cr3t-A"});

        for (LogEncoder.Format format : LogEncoder.Format.values()) {
            String text = new String(new LogEncoder(format).encode(event), StandardCharsets.UTF_8);

            assertThat(text)
                    .contains("cannot read ***")
                    .contains("IOException: at ***")
                    .doesNotContain("s3cr3t-A");
        }
    }

    private CommandTree topics(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("line.yaml"), yaml);
        return CommandTree.run(List.of("topics", "verify", "-v", "--config", file.toString()));
    }
}
