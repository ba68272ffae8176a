// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.config.Configuration;
import dev.invigil.trainer.child.ChildWork;
import dev.invigil.trainer.child.FitAndEvaluate;
import dev.invigil.trainer.child.FitRecipe;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.child.RunJob;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.retrain.GateSummary;
import dev.invigil.trainer.snapshot.RoleShares;
import dev.invigil.trainer.snapshot.Snapshot;
import dev.invigil.trainer.snapshot.SnapshotMaker;
import dev.invigil.trainer.snapshot.SnapshotRules;
import dev.invigil.trainer.snapshot.SnapshotStore;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Candidates that are really trained, calibrated and evaluated as the child process of a run does it, on snapshots that harm them, before
 * the real gate. The detector is the smallest one.
 */
class WorseCandidatesTest {
    private static final FalseRejectRates RATES = new FalseRejectRates(0.2, 0.3);
    private static final SnapshotRules RULES = new SnapshotRules(Duration.ZERO, 0, 0, RoleShares.DEFAULT, 0.4, 7);
    private static final int TESTS = 30;

    private static final int PLANTED = 25;

    @TempDir
    static Path folder;

    private static DetectorFamilies.Registration toy;

    @BeforeAll
    static void trainTheActiveModel() throws Exception {
        ComputeDevice.useThreads(1);
        toy = DetectorFamilies.register(ToyFamily.TOY);
        golden("active");
        run("active", Optional.empty());
    }

    @AfterAll
    static void forget() {
        toy.close();
    }

    @Test
    void shouldPromoteACandidateOfTheSameData() throws Exception {
        golden("same");

        GateSummary gate = gateOf("same");

        assertThat(gate.outcome()).as(gate.reason()).isEqualTo(GateSummary.Outcome.PROMOTE);
    }

    @Test
    void shouldRejectACandidateOfAContaminatedSnapshotAndNameTheProductAndTheParts() throws Exception {
        Path golden = golden("contaminated");
        Path spare = folder.resolve("spare");
        RenderedParts.write(spare, "lime", new Color(110, 170, 50), 0, PLANTED);
        for (Path defective : files(spare.resolve("lime/test/block"))) {
            Files.copy(defective, golden.resolve("lime/train/good/planted-" + defective.getFileName()));
        }

        GateSummary gate = gateOf("contaminated");

        assertThat(gate.outcome()).as(gate.reason()).isEqualTo(GateSummary.Outcome.REJECT);
        assertThat(gate.reason())
                .contains("lime: " + TESTS + " of " + TESTS + " defective parts are newly missed")
                .doesNotContain("plum: ");
        List<SuspectPart> suspects =
                TrainerAssembly.suspects(runFiles("contaminated")).orElseThrow();
        assertThat(suspects).isNotEmpty().allSatisfy(suspect -> assertThat(suspect.name())
                .contains("planted-"));
    }

    @Test
    void shouldRejectACandidateThatForgotAProductAndNameIt() throws Exception {
        List<Path> plums = files(golden("forgetful").resolve("plum/train/good"));
        for (Path plum : plums.subList(2, plums.size())) {
            Files.delete(plum);
        }

        GateSummary gate = gateOf("forgetful");

        assertThat(gate.outcome()).as(gate.reason()).isEqualTo(GateSummary.Outcome.REJECT);
        assertThat(gate.reason())
                .contains("plum: the candidate does not know this product")
                .doesNotContain("lime: ");
    }

    private static Path golden(String name) throws IOException {
        Path golden = folder.resolve(name + ".golden");
        RenderedParts.write(golden, "lime", new Color(110, 170, 50), 30, TESTS);
        RenderedParts.write(golden, "plum", new Color(120, 50, 150), 30, TESTS);
        return golden;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Compared with the active model. */
    private static GateSummary gateOf(String name) throws IOException {
        run(name, Optional.of(runFiles("active").bundle()));
        return TrainerAssembly.gate(runFiles(name), GateRules.DEFAULTS);
    }

    private static RunFiles runFiles(String name) {
        return new RunFiles(folder.resolve(name));
    }

    private static void run(String name, Optional<Path> active) throws IOException {
        Path golden = folder.resolve(name + ".golden");
        Path work = folder.resolve(name + ".work");
        Snapshot snapshot = new SnapshotMaker(
                        golden, new SnapshotStore(work), Optional.empty(), RULES, Clock.systemUTC())
                .make()
                .snapshot();
        Files.createDirectories(runFiles(name).folder());
        FitRecipe recipe = Configuration.of(
                Map.of("detector", "toy", "size", "32", "epochs", 1, "batch", 4), "recipe", FitRecipe.class, Map.of());
        RunJob job =
                new RunJob("parts", name, snapshot.digest(), golden, work, recipe, RATES, "cpu", 1, active, "test");
        ChildWork child = new FitAndEvaluate();
        child.fit(runFiles(name), job, new Silent());
        child.evaluate(runFiles(name), job, new Silent());
    }

    private static final class Silent implements ChildWork.Listener {
        @Override
        public void progress(String stage, int done, int total, String detail) {}

        @Override
        public boolean stopAsked() {
            return false;
        }
    }
}
