// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.RenderedParts;
import dev.invigil.trainer.run.RunFolder;
import dev.invigil.trainer.run.RunFolder.Start;
import dev.invigil.trainer.run.TrainingStoppedException;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedTrainingTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    static Path folder;

    private static List<ProductClass> data;

    @BeforeAll
    static void render() throws IOException {
        ComputeDevice.useThreads(1);
        RenderedParts.write(folder.resolve("data"), "lime", new Color(110, 170, 50), 20);
        data = DataSet.read(folder.resolve("data")).classes();
    }

    @Test
    void shouldMakeTheSameBundleWhenItWasStoppedInAStep() throws IOException {
        ModelBundle whole = job(3).run(data, folder.resolve("whole"), new StopAfter(Integer.MAX_VALUE));
        Path out = folder.resolve("stopped");

        assertThatThrownBy(() -> job(3).run(data, out, run(out, Start.NEW), new StopAfter(3)))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessageContaining("stopped after step 3 of 6");
        ModelBundle resumed = job(3).run(data, out, run(out, Start.RESUME), new StopAfter(Integer.MAX_VALUE));

        assertThat(resumed.digest()).isEqualTo(whole.digest());
    }

    @Test
    void shouldOnlyCalibrateWhenItWasStoppedBehindTheLastStep() throws IOException {
        Path out = folder.resolve("calibrating");
        StopAfter whileCalibrating = new StopAfter(7);
        assertThatThrownBy(() -> job(3).run(data, out, run(out, Start.NEW), whileCalibrating))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessageContaining("stopped after step 6 of 6");

        StopAfter rest = new StopAfter(Integer.MAX_VALUE);
        job(3).run(data, out, run(out, Start.RESUME), rest);

        assertThat(rest.steps).isZero();
        assertThat(out.resolve(ModelBundle.MANIFEST)).exists();
    }

    @Test
    void shouldSayThatNothingWasKeptWithoutARecord() {
        assertThatThrownBy(() -> job(3).run(data, folder.resolve("none"), new StopAfter(1)))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessage("training was stopped before the first checkpoint; nothing was kept");
    }

    @Test
    void shouldNotGoOnWithOtherPictures() throws IOException {
        Path out = folder.resolve("other");
        assertThatThrownBy(() -> job(3).run(data, out, run(out, Start.NEW), new StopAfter(2)))
                .isInstanceOf(TrainingStoppedException.class);
        ProductClass lime = data.get(0);
        List<ProductClass> fewer =
                List.of(new ProductClass(lime.name(), lime.train().subList(0, 12), lime.test()));

        assertThatThrownBy(() -> job(3).run(fewer, out, run(out, Start.RESUME), new StopAfter(2)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("belongs to another training: data (SHA-256) was ")
                .hasMessageContaining("training pictures was {lime=15} and is {lime=");
    }

    /** Weights that count as trained: random ones would be settled on the images first, which takes longer than all the rest. */
    private static TrainingEncoder encoder() {
        TrainingEncoder drawn = TrainingEncoder.random(1);
        Provenance.Backbone origin = drawn.origin();
        return new TrainingEncoder(
                drawn.network(), drawn.weights(), new Provenance.Backbone("drawn", origin.sha256(), false));
    }

    private static Optional<RunFolder> run(Path out, Start start) throws IOException {
        return Optional.of(RunFolder.open(out.resolveSibling(out.getFileName() + ".run"), start, Duration.ofHours(1)));
    }

    private static TrainingJob job(int epochs) {
        // two steps an epoch
        Recipe recipe = new Recipe(epochs, 7, 0.004, 7, Precision.FLOAT32);
        TrainingPlan plan = new TrainingPlan(
                "parts",
                "1",
                DetectorFamilies.named("invad"),
                Preprocessing.imageNet(32, 32),
                PostProcessing.maximum(2),
                recipe,
                0.25,
                FalseRejectRates.DEFAULT);
        return new TrainingJob(plan, encoder(), ComputeDevice.cpu(), "test", CLOCK);
    }

    /** Asks to stop after so many steps; calibrated images count on. */
    private static final class StopAfter implements TrainingJob.Listener {
        private final int events;
        private int steps;
        private int calibrated;

        StopAfter(int events) {
            this.events = events;
        }

        @Override
        public void stepped(Progress progress) {
            steps++;
        }

        @Override
        public synchronized void calibrated(int done, int total) {
            calibrated++;
        }

        @Override
        public synchronized boolean stopAsked() {
            return steps + calibrated >= events;
        }
    }
}
