// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.SlowRunProcess;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainer and child are killed in each phase of a run with a small real training. The run goes on where it was or begins its phase anew, the
 * model is listed exactly once, and no record names a bundle that is not whole. Without {@code -Dinvigil.kills=true} only the kill within the
 * training is done.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class KilledTrainerIT {
    private static final boolean ALL = Boolean.getBoolean("invigil.kills");
    private static final List<String> TABLE = new ArrayList<>();

    /**
     * A kill.
     *
     * @param victim trainer or child
     * @param phase in which
     * @param trainer where the trainer ends itself
     * @param child where the child waits for its end or that of its parent
     */
    record Kill(String victim, String phase, TrainerProcess.Moment trainer, String child) {
        static Kill ofTrainer(String phase, TrainerProcess.Moment moment) {
            return new Kill("trainer", phase, moment, "");
        }

        static Kill ofTrainerWithChild(String phase, SlowRunProcess.Moment moment) {
            return new Kill("trainer", phase, TrainerProcess.Moment.NEVER, moment.name());
        }

        static Kill ofChild(String phase, SlowRunProcess.Moment moment) {
            return new Kill("child", phase, TrainerProcess.Moment.NEVER, moment.name());
        }

        @Override
        public String toString() {
            return victim + " in " + phase;
        }
    }

    static Collection<Kill> kills() {
        Kill training = Kill.ofTrainerWithChild("fit, half of the steps", SlowRunProcess.Moment.STEPS);
        if (!ALL) {
            System.out.println("KilledTrainerIT: only one of the kills is done; all of them with -Plong");
            return List.of(training);
        }
        return List.of(
                Kill.ofTrainer("snapshot, before it is taken", TrainerProcess.Moment.SNAPSHOT),
                Kill.ofTrainer("snapshot, taken", TrainerProcess.Moment.SNAPSHOT_TAKEN),
                Kill.ofTrainerWithChild("fit, before the first step", SlowRunProcess.Moment.FIT),
                training,
                Kill.ofChild("fit, half of the steps", SlowRunProcess.Moment.STEPS),
                Kill.ofTrainerWithChild("calibrate", SlowRunProcess.Moment.CALIBRATE),
                Kill.ofChild("calibrate", SlowRunProcess.Moment.CALIBRATE),
                Kill.ofChild("fit, bundle written", SlowRunProcess.Moment.FITTED),
                Kill.ofTrainerWithChild("evaluate", SlowRunProcess.Moment.EVALUATE),
                Kill.ofChild("evaluate", SlowRunProcess.Moment.EVALUATE),
                Kill.ofChild("evaluate, results written", SlowRunProcess.Moment.EVALUATED),
                Kill.ofTrainer("gate, before the decision", TrainerProcess.Moment.GATE),
                Kill.ofTrainer("gate, decided", TrainerProcess.Moment.GATE_DECIDED),
                Kill.ofTrainer("publish, before the store", TrainerProcess.Moment.PUBLISH),
                Kill.ofTrainer("publish, stored", TrainerProcess.Moment.PUBLISH_STORED),
                Kill.ofTrainer("publish, listed", TrainerProcess.Moment.PUBLISH_LISTED));
    }

    @AfterAll
    static void print() {
        System.out.println("| killed | in | state left | models listed then | outcome |");
        System.out.println("|---|---|---|---|---|");
        TABLE.forEach(System.out::println);
    }

    @ParameterizedTest
    @MethodSource("kills")
    void shouldGoOn(Kill kill, TestBroker broker, @TempDir Path folder) throws Exception {
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
        TopicSettings topics = TopicSettings.under(broker.prefix());
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicProvisioner.ensure(kafka, topics);
        RunArchive archive = new RunArchive(folder.resolve("work"));
        ModelRegistry registry = new ModelRegistry(kafka, topics);

        Process first = TrainerProcess.start(broker, folder, kill.trainer(), kill.child(), true);
        try {
            if (!kill.child().isEmpty()) {
                Path mark = await().atMost(Duration.ofSeconds(90)).until(() -> mark(archive, kill), Files::exists);
                if (kill.victim().equals("trainer")) {
                    first.destroyForcibly();
                } else {
                    ProcessHandle.of(Long.parseLong(Files.readString(mark)))
                            .orElseThrow()
                            .destroyForcibly();
                }
            }
            assertThat(first.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            first.destroyForcibly();
        }
        RetrainingRun left = archive.all().get(0);
        Collection<ModelRecord> listed = registry.read().byDigest().values();
        requireWhole(listed, folder);
        String outcome = "went on without a restart";
        if (kill.victim().equals("trainer")) {
            assertThat(first.exitValue()).isEqualTo(TrainerProcess.KILLED);
            assertThat(left).isInstanceOf(RetrainingRun.Unfinished.class);
            Process second = TrainerProcess.start(broker, folder, TrainerProcess.Moment.NEVER, "", false);
            try {
                assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
                assertThat(second.exitValue()).as(log(folder)).isZero();
            } finally {
                second.destroyForcibly();
            }
            outcome = "went on after the restart";
        } else {
            assertThat(first.exitValue()).as(log(folder)).isZero();
        }

        assertThat(archive.all()).singleElement().isInstanceOfSatisfying(RetrainingRun.Done.class, done -> {
            assertThat(registry.read().byDigest())
                    .containsOnlyKeys(done.publication().digest());
            assertThat(registry.read().byDigest().values()).singleElement().satisfies(model -> assertThat(model.run())
                    .contains(done.id().text()));
        });
        requireWhole(registry.read().byDigest().values(), folder);
        if (kill.child().equals(SlowRunProcess.Moment.STEPS.name())) {
            outcome += ", training from its checkpoint";
            assertThat(Files.readString(archive.files(left.id()).fit().resolve("run.json")))
                    .as("the training went on and did not begin anew")
                    .containsPattern("\"afterStep\" : [1-9]");
        }
        TABLE.add("| "
                + String.join(
                        " | ",
                        kill.victim(),
                        kill.phase(),
                        left.getClass().getSimpleName(),
                        Integer.toString(listed.size()),
                        outcome)
                + " |");
    }

    private static Path mark(RunArchive archive, Kill kill) throws IOException {
        List<RetrainingRun> runs = archive.all();
        return runs.isEmpty()
                ? Path.of("none")
                : SlowRunProcess.mark(
                        archive.files(runs.get(0).id()).folder(), SlowRunProcess.Moment.valueOf(kill.child()));
    }

    private static void requireWhole(Collection<ModelRecord> listed, Path folder) throws Exception {
        for (ModelRecord model : listed) {
            assertThat(ModelBundle.load(folder.resolve("store").resolve(model.digest()))
                            .digest())
                    .isEqualTo(model.digest());
        }
    }

    private static String log(Path folder) throws IOException {
        return Files.readString(folder.resolve("trainer.log"));
    }
}
