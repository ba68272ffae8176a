// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@Timeout(120)
class LabelCommandIT {
    private static final String REJECT = """
            {"schema": 3, "frameId": "f-1", "line": "line-1", "camera": "cam-1", "productId": "cap", "decision": "REJECT",
             "score": 0.9, "threshold": {"reject": 0.5, "review": 0.4, "origin": "bundle", "basis": "PROVISIONAL",
             "falseRejectRate": 0.01, "calibrationParts": 5}, "model": {"name": "m", "version": "1", "digest": "d"},
             "regions": [], "position": {"topic": "frames", "partition": 0, "offset": 0},
             "creationTime": "2026-03-01T12:00:00Z", "instance": "scorer"}""";

    @Test
    void shouldWriteListAndWithdrawLabels(TestBroker broker) throws Exception {
        String verdicts = broker.createTopic("verdicts", 2, Map.of());
        broker.createTopic("labels", 1, Map.of("cleanup.policy", "compact"));
        try (Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(verdicts, "cam-1", REJECT)).get();
        }
        assertThat(label(broker, 0, "list").out()).contains("there are no labels");

        CommandTree good = label(broker, 0, "f-1", "good", "--reason", "dust", "--by", "ann");
        assertThat(good.out())
                .contains("REJECT for cap at cam-1, 2026-03-01T12:00:00Z: the label overturns it")
                .contains("good, by ann");
        assertThat(label(broker, 0, "f-1", "defective", "--class", "scratch", "--by", "bob")
                        .out())
                .contains("the label confirms it")
                .contains("defective (scratch), by bob");
        assertThat(label(broker, 0, "list").out()).containsPattern("f-1 +defective +scratch +bob +20");

        assertThat(label(broker, 0, "f-1", "--clear").out()).contains("label of f-1 withdrawn");
        assertThat(label(broker, 0, "list").out()).contains("there are no labels");
        assertThat(label(broker, 1, "f-1", "--clear").err()).contains("the frame f-1 has no label");
    }

    @Test
    void shouldSayThatNoVerdictIsFoundAndWriteAllTheSameWhenForced(TestBroker broker) {
        broker.createTopic("verdicts", 1, Map.of());
        broker.createTopic("labels", 1, Map.of("cleanup.policy", "compact"));

        assertThat(label(broker, 1, "f-2", "good").err())
                .contains("no verdict on the frame f-2 is among the newest 20000 of each partition")
                .contains("--force");
        assertThat(label(broker, 0, "list").out()).contains("there are no labels");
        assertThat(label(broker, 0, "f-2", "good", "--force").out()).contains("good, by");
        assertThat(label(broker, 0, "list").out()).contains("f-2");
    }

    private static CommandTree label(TestBroker broker, int exitCode, String... arguments) {
        List<String> all = new ArrayList<>(List.of("label"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-b", broker.bootstrapServers(), "--prefix", broker.prefix()));
        CommandTree run = CommandTree.run(all);
        assertThat(run.exitCode()).as("%s: %s", all, run.err()).isEqualTo(exitCode);
        return run;
    }
}
