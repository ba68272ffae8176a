// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.store.BundleStore;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.HungryRunProcess;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.retrain.GateSummary;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunId;
import dev.invigil.trainer.retrain.RunSteps;
import dev.invigil.trainer.retrain.SnapshotSummary;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
@Timeout(180)
class TrainerBadCasesIT {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    @Test
    void shouldKeepASecondTrainerOutOfTheFolder(TestBroker broker) throws Exception {
        TrainerLine.Setup setup = TrainerLine.setup(broker, folder);
        try (TrainerLine first = new TrainerLine(setup).lead();
                TrainerLine second = new TrainerLine(setup)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("another trainer uses the folder")
                    .hasMessageContaining("trainer.work");
            assertThat(first.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldLetOneOfTwoTrainersWorkAndTheOtherTakeOver(TestBroker broker) throws Exception {
        TrainerLine.Setup setup = TrainerLine.setup(broker, folder);
        TrainerLine first = new TrainerLine(setup).lead();
        try (TrainerLine second = new TrainerLine(setup.with("work", folder.resolve("other"))).start()) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> second.get("/health/ready").statusCode() == 200);
            assertThat(second.post("/runs", "").statusCode()).isEqualTo(503);
            assertThat(second.get("/metrics").body()).contains("invigil_trainer_leader 0.0");

            first.close();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> second.post("/runs", "").statusCode() == 202);
        }
    }

    @Test
    void shouldFailARunOnAFullDiskAndDoTheNextOne(TestBroker broker) throws Exception {
        assumeTrue(Files.exists(FULL), "skipped: this system has no /dev/full");
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
        AtomicInteger runs = new AtomicInteger();
        TrainerLine.Around fullOnce = new TrainerLine.Around() {
            @Override
            public RunSteps steps(RunSteps steps, RunArchive archive) {
                return new Passing(steps) {
                    @Override
                    public ChildRun child(RetrainingRun.Unfinished run) throws IOException {
                        if (runs.incrementAndGet() == 1) {
                            // what is written there finds no space
                            Files.createSymbolicLink(
                                    archive.files(run.id()).folder().resolve(".metrics.json.new"), FULL);
                        }
                        return super.child(run);
                    }
                };
            }
        };
        try (TrainerLine line = new TrainerLine(TrainerLine.setup(broker, folder), fullOnce).lead()) {
            JsonNode failed = line.end(line.ask());

            assertThat(failed.path("state").asText())
                    .as(failed.toPrettyString())
                    .isEqualTo("FAILED");
            assertThat(failed.path("during").asText()).isEqualTo("EVALUATE");
            assertThat(failed.path("failure").asText()).containsIgnoringCase("no space left on device");
            RunFiles files = line.archive().files(new RunId(failed.path("id").asText()));
            assertThat(files.reports()).as("what was half done").doesNotExist();
            assertThat(line.models().byDigest()).isEmpty();
            assertThat(line.end(line.ask()).path("state").asText()).isEqualTo("DONE");
        }
    }

    @Test
    void shouldNotBeginWithTooLittleSpace(TestBroker broker) throws Exception {
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
        try (TrainerLine line =
                new TrainerLine(TrainerLine.setup(broker, folder).with("min-free-space", "1000000GiB")).lead()) {
            JsonNode failed = line.end(line.ask());

            assertThat(failed.path("failure").asText()).contains("MiB free").contains("min-free-space");
        }
    }

    @Test
    void shouldSayThatTheChildNeedsMoreHeap(TestBroker broker) throws Exception {
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
        TrainerLine.Around hungry = new TrainerLine.Around() {
            @Override
            public ChildSettings child(ChildSettings child) {
                return child.running(HungryRunProcess.class);
            }
        };
        try (TrainerLine line =
                new TrainerLine(TrainerLine.setup(broker, folder).with("heap", "64MiB"), hungry).lead()) {
            JsonNode failed = line.end(line.ask());

            assertThat(failed.path("failure").asText())
                    .contains("has used all of its heap (64MiB)")
                    .contains("trainer.heap");
        }
    }

    @Test
    void shouldWaitForABundleStoreThatIsAway(TestBroker broker) throws Exception {
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
        AtomicInteger puts = new AtomicInteger();
        TrainerLine.Around away = new TrainerLine.Around() {
            @Override
            public BundleStore store(BundleStore store) {
                return new BundleStore() {
                    @Override
                    public String put(Path bundle) throws IOException, BrokenBundleException {
                        if (puts.incrementAndGet() == 1) {
                            throw new NoSuchFileException("/mnt/models");
                        }
                        return store.put(bundle);
                    }

                    @Override
                    public Path fetch(String digest) throws IOException {
                        return store.fetch(digest);
                    }

                    @Override
                    public Set<String> digests() throws IOException {
                        return store.digests();
                    }
                };
            }
        };
        try (TrainerLine line = new TrainerLine(TrainerLine.setup(broker, folder), away).lead()) {
            JsonNode done = line.end(line.ask());

            assertThat(done.path("state").asText()).isEqualTo("DONE");
            assertThat(puts).hasValue(2);
            assertThat(line.models().byDigest().values()).singleElement().satisfies(model -> assertThat(model.state())
                    .isEqualTo(ModelState.CANDIDATE));
        }
    }

    @Test
    void shouldFailWithTheReasonWhenThereIsNothingToTrainOn(TestBroker broker) throws Exception {
        try (TrainerLine line = new TrainerLine(TrainerLine.setup(broker, folder)).lead()) {
            assertThat(line.end(line.ask()).path("failure").asText()).contains("golden");

            RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 2);
            assertThat(line.end(line.ask()).path("failure").asText())
                    .contains("lime")
                    .contains("collect more images of good parts");
        }
    }

    @Test
    void shouldTrainTheOtherProductsWhenOneHasTooFewParts(TestBroker broker) throws Exception {
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
        RenderedParts.write(folder.resolve("golden"), "plum", new Color(120, 50, 150), 2);
        try (TrainerLine line = new TrainerLine(TrainerLine.setup(broker, folder)).lead()) {
            JsonNode done = line.end(line.ask());

            assertThat(done.path("state").asText()).as(done.toPrettyString()).isEqualTo("DONE");
            assertThat(done.path("snapshot").path("notes").toString()).contains("plum is not trained: ");
        }
    }

    /** Passes everything on. */
    private static class Passing implements RunSteps {
        private final RunSteps steps;

        Passing(RunSteps steps) {
            this.steps = steps;
        }

        @Override
        public SnapshotSummary snapshot(RetrainingRun.Snapshotting run, Pause pause)
                throws IOException, InterruptedException {
            return steps.snapshot(run, pause);
        }

        @Override
        public ChildRun child(RetrainingRun.Unfinished run) throws IOException {
            return steps.child(run);
        }

        @Override
        public GateSummary gate(RetrainingRun.Gating run) throws IOException {
            return steps.gate(run);
        }

        @Override
        public RetrainingRun.Publication publish(RetrainingRun.Publishing run, Pause pause)
                throws IOException, InterruptedException {
            return steps.publish(run, pause);
        }

        @Override
        public Shadowed shadow(RetrainingRun.Shadowing run, Pause pause) throws IOException, InterruptedException {
            return steps.shadow(run, pause);
        }
    }
}
