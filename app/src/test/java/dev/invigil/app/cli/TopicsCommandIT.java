// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class TopicsCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldCreateThenVerifyThenList(TestBroker broker) {
        assertThat(topics(broker, "create")).as(err::toString).isZero();
        assertThat(topics(broker, "verify")).as(err::toString).isZero();
        assertThat(topics(broker, "list")).as(err::toString).isZero();
        assertThat(out.toString()).contains(broker.prefix() + "frames").contains(broker.prefix() + "dead-letters");
    }

    /** The topics of the demo have fewer partitions than the defaults ask for. */
    @Test
    void shouldListTopicsThatAreNotAsExpected(TestBroker broker) {
        broker.createTopic("frames", 3, Map.of("retention.ms", "1800000"));
        broker.createTopic("extra", 2, Map.of());

        assertThat(topics(broker, "list")).as(err::toString).isZero();
        assertThat(out.toString())
                .containsPattern("(?m)frames +3 +0 +delete +30 min$")
                .containsPattern("(?m)extra +2 +0 +delete +7 d$")
                .containsPattern("verdicts +- +- +missing; create it with: invigil topics create -c CONFIG");
    }

    @Test
    void shouldNameOffsetsWhatIncludesTransactionMarkers(TestBroker broker) throws Exception {
        String topic = broker.createTopic("frames", 1, Map.of());
        Map<String, Object> client =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", broker.prefix() + "sender");
        try (Producer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "a", "one")).get();
            producer.send(new ProducerRecord<>(topic, "a", "two")).get();
            producer.commitTransaction();
        }

        assertThat(topics(broker, "list")).as(err::toString).isZero();
        assertThat(out.toString())
                .containsPattern("topic +partitions +offsets ")
                .containsPattern("frames +1 +3 ");
        assertThat(run("topics", "list", "--help")).isZero();
        assertThat(out.toString()).contains("transaction markers").contains("retention");
    }

    @Test
    void shouldNameTheOptionThatGaveTheAddressOfABrokerThatDoesNotAnswer(@TempDir Path folder) throws Exception {
        Path line = Files.writeString(
                folder.resolve("line.yaml"),
                "kafka: {bootstrap.servers: 'localhost:9092'}\ntopics: {timeout: 500ms}\n");
        for (String command : List.of("list", "verify", "create")) {
            assertThat(run("topics", command, "-c", line.toString(), "-b", "localhost:1"))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .as(command)
                    .contains("no answer from the broker at localhost:1 within 500 ms; start the broker, or correct -b")
                    .doesNotContain("kafka.bootstrap.servers");
            err.getBuffer().setLength(0);
        }
        assertThat(run("topics", "list", "-b", "nonsense")).isEqualTo(1);
        assertThat(err.toString())
                .contains("the broker at nonsense cannot be used")
                .contains("check -b");
    }

    @Test
    void shouldNameMissingTopicsAndTheRemedy(TestBroker broker) {
        assertThat(topics(broker, "verify")).isEqualTo(1);
        assertThat(err.toString()).contains(broker.prefix() + "verdicts").contains("invigil topics create");
    }

    @Test
    void shouldNameTheWrongSetting(TestBroker broker) {
        broker.createTopic("frames", 6, Map.of("max.message.bytes", "1000"));

        assertThat(topics(broker, "create")).isEqualTo(1);
        assertThat(err.toString()).contains("max.message.bytes is 1000");
    }

    /** A cluster as factories have it: TLS and log-in, and a line's file that says how the topics are to be. */
    @Test
    void shouldCreateTopicsAsTheLinesFileSaysOnASecuredBroker(@TempDir Path folder) throws Exception {
        try (SecuredBroker broker = new SecuredBroker(folder)) {
            Path line = Files.writeString(folder.resolve("line.yaml"), broker.section() + """
                    topics:
                      prefix: plant7.
                      partitions: 4
                      frame-retention: 2h
                      verdict-retention: 9d
                    scorer:
                      bundle: /no/bundle/here
                    """);

            assertThat(run("topics", "create", "--config", line.toString()))
                    .as(err::toString)
                    .isZero();
            assertThat(run("topics", "list", "-c", line.toString()))
                    .as(err::toString)
                    .isZero();
            assertThat(out.toString())
                    .containsPattern("plant7\\.frames +4 +0 +delete +2 h")
                    .containsPattern("plant7\\.verdicts +4 +0 +delete +9 d");
            assertThat(run("threshold", "list", "-c", line.toString()))
                    .as(err::toString)
                    .isZero();

            Path withoutLogIn = Files.writeString(
                    folder.resolve("without-log-in.yaml"),
                    "kafka: {bootstrap.servers: '%s'}%ntopics: {prefix: plant7., timeout: 3s}%n"
                            .formatted(broker.bootstrapServers()));
            assertThat(run("topics", "verify", "--config", withoutLogIn.toString()))
                    .isEqualTo(1);
            assertThat(err.toString()).contains(broker.bootstrapServers() + " within 3000 ms");
        }
    }

    @Test
    void shouldAskForTheCopiesThatTheLinesFileSays(TestBroker broker, @TempDir Path folder) throws Exception {
        Path line = Files.writeString(
                folder.resolve("line.yaml"),
                "kafka: {bootstrap.servers: '%s'}%ntopics: {prefix: %s, replication-factor: 3}%n"
                        .formatted(broker.bootstrapServers(), broker.prefix()));

        assertThat(run("topics", "create", "--config", line.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("replication factor");
    }

    @Test
    void shouldRefuseAMisspeltSectionOfTheLinesFile(@TempDir Path folder) throws Exception {
        Path line = Files.writeString(folder.resolve("line.yaml"), "topcs: {prefix: x}\n");

        assertThat(run("topics", "create", "--config", line.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("topcs").contains("did you mean topics");
    }

    private int run(String... arguments) {
        return Invigil.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int topics(TestBroker broker, String command) {
        return Invigil.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("topics", command, "-b", broker.bootstrapServers(), "--prefix", broker.prefix());
    }
}
