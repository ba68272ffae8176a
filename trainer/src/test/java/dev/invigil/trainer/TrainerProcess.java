// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.store.BundleStore;
import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.SlowRunProcess;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.retrain.GateSummary;
import dev.invigil.trainer.retrain.ModelList;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunSteps;
import dev.invigil.trainer.retrain.SnapshotSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A trainer in a process of its own, which works until all runs are over, or ends at a chosen moment as by {@code kill -9}. */
final class TrainerProcess {
    static final int KILLED = 137;

    /** When the trainer ends itself. */
    enum Moment {
        NEVER,
        /** Before the training set is taken. */
        SNAPSHOT,
        /** The training set is kept, the state says nothing of it. */
        SNAPSHOT_TAKEN,
        /** Before the comparison. */
        GATE,
        /** The decision is written, the state says nothing of it. */
        GATE_DECIDED,
        /** Before the bundle is stored. */
        PUBLISH,
        /** The bundle is stored, the model is not listed. */
        PUBLISH_STORED,
        /** The model is listed, the state says nothing of it. */
        PUBLISH_LISTED
    }

    private TrainerProcess() {}

    /** @param childMoment where the child waits the first time; empty: nowhere */
    static Process start(TestBroker broker, Path folder, Moment moment, String childMoment, boolean asking)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dinvigil.test.moment=" + childMoment,
                "-cp",
                System.getProperty("java.class.path"),
                TrainerProcess.class.getName(),
                broker.bootstrapServers(),
                broker.prefix(),
                folder.toString(),
                moment.name(),
                Boolean.toString(asking)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("trainer.log").toFile()))
                .start();
    }

    /** Some steps of a real training. */
    static TrainerLine.Setup setup(TestBroker broker, Path folder) {
        return TrainerLine.setup(broker, folder)
                .with("recipe", Map.of("detector", "invad", "size", "32", "epochs", 3, "batch", 6, "backbone", "tiny"));
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        Moment moment = Moment.valueOf(arguments[3]);
        TrainerLine.Setup setup = setup(new TestBroker(arguments[0], arguments[1]), Path.of(arguments[2]));
        try (TrainerLine line = new TrainerLine(setup, new Halting(moment))) {
            if (Boolean.parseBoolean(arguments[4])) {
                line.beginningAtOnce();
            }
            line.start();
            Awaitility.await().forever().until(() -> isOver(line));
        }
        System.exit(0);
    }

    private static boolean isOver(TrainerLine line) throws IOException {
        if (!line.failures().isEmpty()) {
            throw new IllegalStateException(line.failures().get(0));
        }
        List<RetrainingRun> runs = line.archive().all();
        return !runs.isEmpty() && runs.stream().allMatch(RetrainingRun.Finished.class::isInstance);
    }

    private record Halting(Moment moment) implements TrainerLine.Around {
        private void at(Moment now) {
            if (now == moment) {
                Runtime.getRuntime().halt(KILLED);
            }
        }

        @Override
        public ChildSettings child(ChildSettings child) {
            return child.running(SlowRunProcess.class);
        }

        @Override
        public BundleStore store(BundleStore store) {
            return new BundleStore() {
                @Override
                public String put(Path bundle) throws IOException, BrokenBundleException {
                    at(Moment.PUBLISH);
                    String digest = store.put(bundle);
                    at(Moment.PUBLISH_STORED);
                    return digest;
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

        @Override
        public ModelList models(ModelList models) {
            return new ModelList() {
                @Override
                public Models read() {
                    return models.read();
                }

                @Override
                public ModelChange change(Function<Models, ModelChange> decide) {
                    ModelChange change = models.change(decide);
                    at(Moment.PUBLISH_LISTED);
                    return change;
                }
            };
        }

        @Override
        public RunSteps steps(RunSteps steps, RunArchive archive) {
            return new RunSteps() {
                @Override
                public SnapshotSummary snapshot(RetrainingRun.Snapshotting run, Pause pause)
                        throws IOException, InterruptedException {
                    at(Moment.SNAPSHOT);
                    SnapshotSummary taken = steps.snapshot(run, pause);
                    at(Moment.SNAPSHOT_TAKEN);
                    return taken;
                }

                @Override
                public ChildRun child(RetrainingRun.Unfinished run) throws IOException {
                    return steps.child(run);
                }

                @Override
                public GateSummary gate(RetrainingRun.Gating run) throws IOException {
                    at(Moment.GATE);
                    GateSummary decided = steps.gate(run);
                    at(Moment.GATE_DECIDED);
                    return decided;
                }

                @Override
                public RetrainingRun.Publication publish(RetrainingRun.Publishing run, Pause pause)
                        throws IOException, InterruptedException {
                    return steps.publish(run, pause);
                }

                @Override
                public Shadowed shadow(RetrainingRun.Shadowing run, Pause pause)
                        throws IOException, InterruptedException {
                    return steps.shadow(run, pause);
                }
            };
        }
    }
}
