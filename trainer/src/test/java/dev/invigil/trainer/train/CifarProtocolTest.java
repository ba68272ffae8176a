// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.trainer.SharedData;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unified protocol on real images; so few, and so little training, that the figures mean nothing. */
class CifarProtocolTest {
    private static final Recipe RECIPE = new Recipe(1, 8, 0.001, 1, Precision.FLOAT32);
    private static final int TRAINED = 16;
    private static final int TESTED = 32;

    @TempDir
    Path folder;

    @Test
    void shouldJudgeImagesAndNotPixels() throws Exception {
        Optional<Path> cifar = SharedData.find("data/cifar10");
        assumeTrue(cifar.isPresent(), "no shared data: cifar10");
        DataSet data = DataSet.read(cifar.get(), Optional.empty(), OptionalInt.of(0));
        assertThat(data.classes()).hasSize(1);
        ProductClass whole = data.classes().get(0);
        assertThat(whole.test())
                .filteredOn(TestPhotograph::isGood)
                .hasSize(whole.test().size() / 2);
        ProductClass few = new ProductClass(
                whole.name(), whole.train().subList(0, TRAINED), whole.test().subList(0, TESTED));

        ModelBundle bundle = new TrainingJob(
                        new TrainingPlan(
                                "cifar",
                                "1",
                                DetectorFamilies.named("invad"),
                                Preprocessing.imageNet(48, 48),
                                PostProcessing.maximum(4),
                                RECIPE,
                                0.25,
                                FalseRejectRates.DEFAULT),
                        TrainingEncoder.random(1),
                        ComputeDevice.cpu(),
                        "test",
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
                .run(List.of(few), folder.resolve("bundle"), new Silent());
        ClassMetrics metrics = BundleEvaluation.evaluate(
                        bundle, List.of(few), MetricDefinition.ADER, ComputeDevice.cpu(), (done, total) -> {})
                .classes()
                .get(0);

        assertThat(metrics.images()).isEqualTo(TESTED);
        assertThat(metrics.value(Metric.IMAGE_AUROC).isDefined()).isTrue();
        assertThat(metrics.value(Metric.IMAGE_MEAN_AUROC).isDefined()).isTrue();
        assertThat(metrics.value(Metric.PIXEL_AUROC))
                .isEqualTo(MetricValue.undefined(metrics.anomalous() + " anomalous image(s) without a mask"));
    }

    private static final class Silent implements TrainingJob.Listener {
        @Override
        public void stepped(Progress progress) {}

        @Override
        public void calibrated(int done, int total) {}
    }
}
