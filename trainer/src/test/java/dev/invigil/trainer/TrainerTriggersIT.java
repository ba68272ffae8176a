// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.retrain.GateSummary;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunSteps;
import dev.invigil.trainer.retrain.SnapshotSummary;
import dev.invigil.trainer.schedule.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What starts runs. The runs themselves fail at once, which does not matter here. */
@ExtendWith(BrokerExtension.class)
@Timeout(120)
class TrainerTriggersIT {
    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T12:00:30Z"));

    @Test
    void shouldRunAfterSoManyNewLabels(TestBroker broker) throws Exception {
        TrainerLine.Setup setup = TrainerLine.setup(broker, folder).with("after-labels", 2);
        try (TrainerLine line = new TrainerLine(setup, new FailingRuns()).lead()) {
            await().until(() -> line.get("/metrics").body().contains("invigil_trainer_labels{quality=\"good\"} 0.0"));
            label(line, "frame-1");
            await().until(() -> line.get("/metrics").body().contains("invigil_trainer_labels{quality=\"good\"} 1.0"));
            assertThat(line.archive().ids()).isEmpty();

            label(line, "frame-2");

            assertThat(triggers(line, 1))
                    .singleElement()
                    .isInstanceOfSatisfying(Trigger.Labels.class, labels -> assertThat(labels.count())
                            .isEqualTo(2));
            label(line, "frame-3");
        }
        try (TrainerLine again = new TrainerLine(setup, new FailingRuns()).lead()) {
            label(again, "frame-4");

            assertThat(triggers(again, 2))
                    .as("one label from before the restart counts")
                    .hasSize(2);
        }
    }

    @Test
    void shouldRunOnceForEachDriftAlert(TestBroker broker) throws Exception {
        TrainerLine.Setup setup = TrainerLine.setup(broker, folder).with("on-drift", true);
        try (TrainerLine line = new TrainerLine(setup, new FailingRuns()).lead()) {
            alert(broker, "other", AlertCause.REJECT_RATE, AlertState.OPENED);
            alert(broker, "drift-1", AlertCause.CALIBRATION_DRIFT, AlertState.OPENED);
            assertThat(triggers(line, 1))
                    .singleElement()
                    .isInstanceOfSatisfying(Trigger.Drift.class, drift -> assertThat(drift.alert())
                            .isEqualTo("drift-1"));
            alert(broker, "drift-1", AlertCause.CALIBRATION_DRIFT, AlertState.UPDATED);
        }
        alert(broker, "drift-1", AlertCause.CALIBRATION_DRIFT, AlertState.CLOSED);
        alert(broker, "drift-2", AlertCause.CALIBRATION_DRIFT, AlertState.OPENED);
        try (TrainerLine again = new TrainerLine(setup, new FailingRuns()).lead()) {
            assertThat(triggers(again, 2))
                    .extracting(trigger -> ((Trigger.Drift) trigger).alert())
                    .as("also one that was opened while the service was down, and none twice")
                    .containsExactlyInAnyOrder("drift-1", "drift-2");
        }
    }

    @Test
    void shouldMakeUpOnceForAScheduleThatWasMissed(TestBroker broker) throws Exception {
        TrainerLine.Setup setup =
                TrainerLine.setup(broker, folder).with("schedule", "0 * * * *").with("zone", "UTC");
        try (TrainerLine line = new TrainerLine(setup, new FailingRuns()).lead()) {
            await().until(() -> line.get("/metrics")
                    .body()
                    .contains("invigil_trainer_next_run_timestamp_seconds "
                            + (double) Instant.parse("2026-11-27T13:00:00Z").getEpochSecond()));
            assertThat(line.archive().ids()).isEmpty();
        }
        now.set(Instant.parse("2026-11-27T23:10:00Z"));
        try (TrainerLine again = new TrainerLine(setup, new FailingRuns()).lead()) {
            assertThat(triggers(again, 1))
                    .containsExactly(new Trigger.Cron(Instant.parse("2026-11-27T23:00:00Z"), now.get()));
            now.set(Instant.parse("2026-11-28T00:00:01Z"));
            assertThat(triggers(again, 2)).hasSize(2);
        }
    }

    private static void label(TrainerLine line, String frame) throws Exception {
        assertThat(line.put("/labels/" + frame, "{\"quality\": \"GOOD\"}").statusCode())
                .isEqualTo(200);
    }

    /** The triggers of all runs, when there are so many runs and all are over. */
    private static List<Trigger> triggers(TrainerLine line, int runs) throws IOException {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            List<RetrainingRun> all = line.archive().all();
            return all.size() >= runs && all.stream().allMatch(RetrainingRun.Finished.class::isInstance);
        });
        List<Trigger> triggers = new ArrayList<>();
        line.archive().all().forEach(run -> triggers.addAll(run.facts().triggers()));
        return triggers;
    }

    private static void alert(TestBroker broker, String incident, AlertCause cause, AlertState state) throws Exception {
        TopicSettings topics = TopicSettings.under(broker.prefix());
        Instant at = Instant.parse("2026-11-27T12:00:00Z");
        Alert alert = new Alert(
                Alert.SCHEMA,
                incident,
                "line-1",
                "cam-1",
                cause,
                state,
                at,
                at,
                state == AlertState.CLOSED ? Optional.of(at) : Optional.empty(),
                0,
                List.of(),
                "test");
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                new KafkaClients(KafkaSettings.of(broker.bootstrapServers()), topics.frameLimit()).producer("test"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics.name(Topic.ALERTS), alert.key(), AlertCodec.encode(alert)))
                    .get();
        }
    }

    /** Runs that fail in their first phase. */
    private final class FailingRuns implements TrainerLine.Around {
        @Override
        public Clock clock() {
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Instant instant() {
                    return now.get();
                }
            };
        }

        @Override
        public RunSteps steps(RunSteps steps, RunArchive archive) {
            return new RunSteps() {
                @Override
                public SnapshotSummary snapshot(RetrainingRun.Snapshotting run, Pause pause) {
                    throw new OperatorException("not today");
                }

                @Override
                public ChildRun child(RetrainingRun.Unfinished run) {
                    throw new AssertionError("not reached");
                }

                @Override
                public GateSummary gate(RetrainingRun.Gating run) {
                    throw new AssertionError("not reached");
                }

                @Override
                public RetrainingRun.Publication publish(RetrainingRun.Publishing run, Pause pause) {
                    throw new AssertionError("not reached");
                }

                @Override
                public Shadowed shadow(RetrainingRun.Shadowing run, Pause pause) {
                    throw new AssertionError("not reached");
                }
            };
        }
    }
}
