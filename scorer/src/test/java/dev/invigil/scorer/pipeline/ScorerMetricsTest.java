// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.image.ImageFigures;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ScorerMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant SENT = NOW.minusMillis(300);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ScorerMetrics metrics = new ScorerMetrics(registry, List.of("cam-1"), 2);

    @Test
    void shouldBeginTotalsAtZeroBeforeAnyFrame() {
        assertThat(values("invigil_scorer_verdicts", "decision"))
                .isEqualTo(Map.of("pass", 0.0, "review", 0.0, "reject", 0.0, "wrong_product", 0.0, "unscored", 0.0));
        assertThat(values("invigil_scorer_transactions", "result"))
                .isEqualTo(Map.of("committed", 0.0, "aborted", 0.0, "unknown", 0.0));
        assertThat(values("invigil_scorer_dead_letters", "reason")).containsKeys("empty", "poison", "duplicate_id");
    }

    @Test
    void shouldBeginAllDecisionsOfACameraAtZeroWhenItIsKnown() {
        metrics.opened(FakeModel.FACTS, NOW);

        assertThat(values("invigil_scorer_camera_verdicts", "camera", "product", "decision"))
                .containsEntry("cam-1 bottle reject", 0.0)
                .containsEntry("cam-1 bottle unscored", 0.0);

        metrics.committed(scored("cam-9", 0.9, SENT), NOW);

        assertThat(values("invigil_scorer_camera_verdicts", "camera", "product", "decision"))
                .containsEntry("cam-9 bottle reject", 1.0)
                .containsEntry("cam-9 bottle pass", 0.0);
    }

    @Test
    void shouldCountInventedCamerasTogether() {
        for (int i = 0; i < 30; i++) {
            metrics.committed(scored("invented-" + i, 0.1, SENT), NOW);
        }
        metrics.committed(scored("cam-1", 0.1, SENT), NOW);

        assertThat(labels("invigil_scorer_camera_verdicts", "camera"))
                .containsExactlyInAnyOrder("invented-0", "invented-1", "other", "cam-1");
        assertThat(labels("invigil_scorer_last_verdict_timestamp_seconds", "camera"))
                .hasSize(4);
        assertThat(sum("invigil_scorer_other_camera_verdicts")).isEqualTo(28);
        assertThat(values("invigil_scorer_verdicts", "decision")).containsEntry("pass", 31.0);
    }

    @Test
    void shouldKeepOldFilesApartFromLiveFrames() {
        metrics.committed(scored("cam-1", 0.1, SENT.minusSeconds(2)), NOW);
        metrics.committed(scored("cam-1", 0.1, SENT.minus(Duration.ofDays(1))), NOW);

        assertThat(histogram("invigil_scorer_frame_seconds", "frames"))
                .satisfies(all -> assertThat(all.get("live").getSum()).isEqualTo(0.3))
                .satisfies(all -> assertThat(all.get("backfill").getSum()).isEqualTo(0.3));
        assertThat(histogram("invigil_scorer_capture_seconds", "frames"))
                .satisfies(all -> assertThat(all.get("live").getSum()).isEqualTo(2.3))
                .satisfies(all -> assertThat(all.get("backfill").getSum()).isEqualTo(86400.3));
    }

    @Test
    void shouldMeasureScoresAgainstTheThresholdInForce() {
        metrics.committed(scored("cam-1", 0.4, SENT), NOW);
        metrics.committed(scored("cam-1", 1.6, SENT), NOW);

        HistogramSnapshot.HistogramDataPointSnapshot ratios =
                histogram("invigil_scorer_score_ratio", "product").get("bottle");
        assertThat(ratios.getCount()).isEqualTo(2);
        assertThat(ratios.getSum()).isEqualTo(0.5 + 2);
    }

    @Test
    void shouldShowTheThresholdsInForceAndWhichAreProvisional() {
        OverrideMetrics overrides = new OverrideMetrics(() -> FakeModel.FACTS, metrics, () -> NOW);
        overrides.current(Overrides.NONE);

        assertThat(values("invigil_scorer_threshold", "camera", "bound"))
                .isEqualTo(Map.of(
                        "all reject", 0.8, "all review", 0.5, "cam-strict reject", 0.4, "cam-strict review", 0.3));
        assertThat(values("invigil_scorer_threshold_provisional", "camera"))
                .isEqualTo(Map.of("all", 1.0, "cam-strict", 0.0));

        overrides.current(Overrides.NONE.with(new OperatorThreshold(
                InspectionPoint.of("bottle", "cam-strict"),
                0.6,
                0.55,
                Optional.empty(),
                "a test",
                "me",
                NOW,
                Optional.empty(),
                new OperatorThreshold.Source("thresholds", 0, 0))));

        assertThat(values("invigil_scorer_threshold", "camera", "bound")).containsEntry("cam-strict reject", 0.6);
        assertThat(values("invigil_scorer_threshold_provisional", "camera")).containsEntry("cam-strict", 1.0);
    }

    @Test
    void shouldForgetTheLagOfPartitionsThatAreGone() {
        metrics.lag(Map.of(0, 0L, 1, 7L));
        metrics.lagEnds(List.of(1));

        assertThat(values("invigil_scorer_lag_records", "partition")).isEqualTo(Map.of("0", 0.0));
    }

    @Test
    void shouldShowTheModelThatScoresAndSinceWhen() {
        metrics.opened(FakeModel.FACTS, NOW);

        assertThat(values("invigil_scorer_model_since_timestamp_seconds", "name", "version"))
                .isEqualTo(Map.of("fake 1", (double) NOW.getEpochSecond()));
    }

    private static Outcome.Scored scored(String camera, double score, Instant capturedAt) {
        return new Outcome.Scored(
                new RecordRef(new TopicPartition("frames", 0), 1, 1),
                new Frame(
                        "f",
                        "line-1",
                        camera,
                        Optional.empty(),
                        "bottle",
                        OptionalLong.empty(),
                        capturedAt,
                        Optional.empty(),
                        Optional.empty(),
                        new byte[] {1}),
                "ab".repeat(32),
                FakeModel.FACTS.identity(),
                score > 0.8 ? Decision.REJECT : Decision.PASS,
                score,
                ThresholdInForce.ofBundle(FakeModel.THRESHOLD),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new ImageFigures(1, 1),
                Optional.empty(),
                Optional.empty(),
                new StageTimes(1, 1, 1, 1, 1),
                SENT,
                NOW);
    }

    /** The values of a counter or gauge, by the values of these labels. */
    private Map<String, Double> values(String metric, String... labels) {
        Map<String, Double> values = new TreeMap<>();
        points(metric).forEach(point -> values.put(key(point, labels), value(point)));
        return values;
    }

    private Set<String> labels(String metric, String label) {
        return values(metric, label).keySet();
    }

    private double sum(String metric) {
        return points(metric).mapToDouble(ScorerMetricsTest::value).sum();
    }

    private Map<String, HistogramSnapshot.HistogramDataPointSnapshot> histogram(String metric, String label) {
        Map<String, HistogramSnapshot.HistogramDataPointSnapshot> values = new TreeMap<>();
        points(metric)
                .forEach(point ->
                        values.put(point.getLabels().get(label), (HistogramSnapshot.HistogramDataPointSnapshot) point));
        return values;
    }

    private Stream<? extends DataPointSnapshot> points(String metric) {
        return registry.scrape(metric::equals).stream().flatMap(snapshot -> snapshot.getDataPoints().stream());
    }

    private static String key(DataPointSnapshot point, String... labels) {
        return String.join(" ", Stream.of(labels).map(point.getLabels()::get).toList());
    }

    private static double value(DataPointSnapshot point) {
        return point instanceof CounterSnapshot.CounterDataPointSnapshot counter
                ? counter.getValue()
                : ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue();
    }
}
