// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import dev.invigil.app.sampleline.Sample;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.trainer.snapshot.ContaminationCheck;
import dev.invigil.trainer.snapshot.Member;
import dev.invigil.trainer.snapshot.Role;
import dev.invigil.trainer.snapshot.RoleShares;
import dev.invigil.trainer.snapshot.Snapshot;
import dev.invigil.trainer.snapshot.SnapshotData;
import dev.invigil.trainer.snapshot.SnapshotMaker;
import dev.invigil.trainer.snapshot.SnapshotRules;
import dev.invigil.trainer.snapshot.SnapshotStore;
import dev.invigil.trainer.snapshot.SuspectPart;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tenth of defective parts among the good ones does to a model, and whether the check after the training finds them. */
class ContaminatedSnapshotTest {
    private static final Product PRODUCT = Product.CAP;
    private static final int GOOD = 54;
    private static final int DEFECTIVE = 3;
    private static final String PLANTED = "planted";
    private static final FalseRejectRates RATES = new FalseRejectRates(0.05, 0.1);
    private static final SampleLine LINE = new SampleLine(96, 7);

    @TempDir
    Path folder;

    /**
     * What became of a snapshot.
     *
     * @param passed how many defective test parts are a PASS
     */
    private record Outcome(double auroc, double threshold, long passed, List<SuspectPart> suspects) {}

    /** The ranking survives, the threshold does not: a planted part that calibrates pushes it up. */
    @Test
    void shouldReportPlantedDefects() throws Exception {
        ComputeDevice.useThreads(1);
        Outcome clean = outcome("clean", 0);
        Outcome contaminated = outcome("contaminated", 1);
        System.out.printf(
                "contaminated snapshot: image AUROC %.3f and %.3f, reject threshold %.4f and %.4f, defects that pass %d and"
                        + " %d of %d (clean, a tenth defective); %d of %d planted parts reported%n",
                clean.auroc(),
                contaminated.auroc(),
                clean.threshold(),
                contaminated.threshold(),
                clean.passed(),
                contaminated.passed(),
                DEFECTIVE * DefectKind.values().length,
                contaminated.suspects().size(),
                DefectKind.values().length);

        assertThat(clean.suspects()).isEmpty();
        assertThat(contaminated.suspects())
                .hasSize(DefectKind.values().length)
                .allSatisfy(suspect -> assertThat(suspect.name()).contains(PLANTED));
        assertThat(contaminated.threshold()).isGreaterThan(1.2 * clean.threshold());
        assertThat(contaminated.passed()).isGreaterThanOrEqualTo(clean.passed());
    }

    /** @param planted defective parts of each kind, among the training images */
    private Outcome outcome(String name, int planted) throws IOException {
        Path golden = folder.resolve(name);
        for (int i = 0; i < GOOD; i++) {
            write(golden, "train/good/%03d.jpg".formatted(i), LINE.good(PRODUCT, i));
        }
        for (int i = 0; i < 12; i++) {
            write(golden, "test/good/%03d.jpg".formatted(i), LINE.good(PRODUCT, GOOD + i));
        }
        for (DefectKind kind : DefectKind.values()) {
            for (int i = 0; i < DEFECTIVE; i++) {
                write(golden, "test/%s/%03d.jpg".formatted(kind.id(), i), LINE.defective(PRODUCT, kind, i));
            }
            for (int i = 0; i < planted; i++) {
                write(
                        golden,
                        "train/good/%s-%s-%d.jpg".formatted(PLANTED, kind.id(), i),
                        LINE.defective(PRODUCT, kind, 100 + i));
            }
        }
        SnapshotStore store = new SnapshotStore(folder.resolve(name + ".work"));
        SnapshotRules rules = new SnapshotRules(Duration.ZERO, 0, 0, RoleShares.DEFAULT, 0.4, 7);
        Snapshot snapshot = new SnapshotMaker(golden, store, Optional.empty(), rules, Clock.systemUTC())
                .make()
                .snapshot();
        SnapshotData data = SnapshotData.open(snapshot, golden, store);
        TrainingPlan plan = new TrainingPlan(
                name,
                "1",
                DetectorFamilies.all().get(0),
                Preprocessing.imageNet(64, 64),
                PostProcessing.maximum(2),
                new Recipe(30, 6, 0.004, 1, Precision.FLOAT32),
                0.4,
                RATES);
        ModelBundle bundle = new TrainingJob(
                        plan, TrainingEncoder.tiny(), ComputeDevice.cpu(), "test", Clock.systemUTC())
                .run(data.training(RATES), folder.resolve(name + ".bundle"), Optional.empty(), new Silent());
        List<Member> tests = snapshot.members(PRODUCT.id(), Role.TEST);
        List<ScoredImage> scored = new SingleImageScoring(bundle)
                .score(tests.stream().map(data.images()::get).toList(), Optional.of(PRODUCT.id()), ComputeDevice.cpu());
        List<Double> good = new ArrayList<>();
        List<Double> defective = new ArrayList<>();
        long passed = 0;
        for (int i = 0; i < tests.size(); i++) {
            boolean isDefective = tests.get(i).truth().isDefective();
            (isDefective ? defective : good).add(scored.get(i).score());
            passed += isDefective && scored.get(i).decision() == Decision.PASS ? 1 : 0;
        }
        return new Outcome(
                auroc(good, defective),
                bundle.model().classes().get(0).threshold().reject(),
                passed,
                ContaminationCheck.of(data, bundle, ComputeDevice.cpu(), (done, total) -> {}));
    }

    /** The share of pairs in which the defective part scores higher; ties count half. */
    private static double auroc(List<Double> good, List<Double> defective) {
        double won = 0;
        for (double bad : defective) {
            for (double other : good) {
                won += bad > other ? 1 : bad == other ? 0.5 : 0;
            }
        }
        return won / (good.size() * defective.size());
    }

    private static void write(Path golden, String file, Sample sample) throws IOException {
        Path path = golden.resolve(PRODUCT.id()).resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, sample.jpeg());
    }

    private static final class Silent implements TrainingJob.Listener {
        @Override
        public void stepped(Progress progress) {}

        @Override
        public void calibrated(int done, int total) {}
    }
}
