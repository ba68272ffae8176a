// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.kit.kafka.TransactionEnd;
import dev.invigil.kit.metrics.CameraLabels;
import dev.invigil.kit.metrics.LabelValue;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.registry.ModelFollower;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All metrics of the scorer. Verdicts and dead letters are counted once they are committed, never before. */
public final class ScorerMetrics implements ModelFollower.Listener {
    /** Label value for verdicts whose record does not name a known product; limits the number of label values. */
    private static final String UNKNOWN = "unknown";

    /** Label value of a product's threshold at all cameras without one of their own. */
    private static final String ALL = "all";

    /** How many cameras that the configuration does not name have series of their own, unless it says otherwise. */
    private static final int CAMERAS = 50;
    /** A frame that was captured longer before it was sent is not of the running line, such as an old file of a folder. */
    private static final Duration LIVE = Duration.ofMinutes(1);

    private static final double MILLIS = 1000.0;

    private final PrometheusRegistry registry;
    private final Counter verdicts;
    private final Counter cameraVerdicts;
    private final CameraLabels cameras;
    private final Collection<String> knownCameras;
    private final Gauge lastVerdict;
    private final Histogram scoreRatio;
    private final Gauge threshold;
    private final Gauge thresholdProvisional;
    private final Counter thresholdVerdicts;
    private final Gauge overrides;
    private final Counter thresholdsRefused;
    private final Counter deadLetters;
    private final Counter duplicates;
    private final Counter maps;
    private final Histogram frame;
    private final Histogram capture;
    private final Histogram stages;
    private final Histogram batches;
    private final Gauge lag;
    private final Gauge inFlightFrames;
    private final Gauge inFlightBytes;
    private final Gauge paused;
    private final Counter transactions;
    private final Histogram transaction;
    private final Counter reconnects;
    private final Gauge nativeResources;
    private final Info model;
    private final Gauge modelSince;
    private final Counter offers;
    private final Gauge modelNotInUse;
    private final Counter modelRecordsRefused;
    private final Counter shadowVerdicts;
    private final Counter shadowDropped;
    private final Counter shadowOffers;
    /** The series of {@link #cameraVerdicts} that were begun at 0. */
    private final Set<List<String>> announced = ConcurrentHashMap.newKeySet();

    /** Without cameras that are known. */
    public ScorerMetrics(PrometheusRegistry registry) {
        this(registry, List.of(), CAMERAS);
    }

    /**
     * Registers the metrics; a registry can hold those of one scorer.
     *
     * @param known cameras that the configuration names
     * @param others how many further cameras have series of their own
     */
    public ScorerMetrics(PrometheusRegistry registry, Collection<String> known, int others) {
        this.registry = registry;
        this.knownCameras = List.copyOf(known);
        verdicts = ScorerMetricTable.VERDICTS.counter(registry);
        cameraVerdicts = ScorerMetricTable.CAMERA_VERDICTS.counter(registry);
        cameras = new CameraLabels(known, others, ScorerMetricTable.OTHER_CAMERAS.counter(registry));
        lastVerdict = ScorerMetricTable.LAST_VERDICT.gauge(registry);
        scoreRatio = ScorerMetricTable.SCORE_RATIO.histogram(registry);
        threshold = ScorerMetricTable.THRESHOLD.gauge(registry);
        thresholdProvisional = ScorerMetricTable.THRESHOLD_PROVISIONAL.gauge(registry);
        thresholdVerdicts = ScorerMetricTable.THRESHOLD_VERDICTS.counter(registry);
        overrides = ScorerMetricTable.THRESHOLD_OVERRIDES.gauge(registry);
        thresholdsRefused = ScorerMetricTable.THRESHOLDS_REFUSED.counter(registry);
        deadLetters = ScorerMetricTable.DEAD_LETTERS.counter(registry);
        duplicates = ScorerMetricTable.DUPLICATES.counter(registry);
        maps = ScorerMetricTable.MAPS.counter(registry);
        frame = ScorerMetricTable.FRAME_SECONDS.histogram(registry);
        capture = ScorerMetricTable.CAPTURE_SECONDS.histogram(registry);
        stages = ScorerMetricTable.STAGES.histogram(registry);
        batches = ScorerMetricTable.BATCHES.histogram(registry);
        lag = ScorerMetricTable.LAG.gauge(registry);
        inFlightFrames = ScorerMetricTable.IN_FLIGHT_FRAMES.gauge(registry);
        inFlightBytes = ScorerMetricTable.IN_FLIGHT_BYTES.gauge(registry);
        paused = ScorerMetricTable.PAUSED.gauge(registry);
        transactions = ScorerMetricTable.TRANSACTIONS.counter(registry);
        transaction = ScorerMetricTable.TRANSACTION_SECONDS.histogram(registry);
        reconnects = ScorerMetricTable.RECONNECTS.counter(registry);
        nativeResources = ScorerMetricTable.NATIVE_RESOURCES.gauge(registry);
        model = ScorerMetricTable.MODEL.info(registry);
        modelSince = ScorerMetricTable.MODEL_SINCE.gauge(registry);
        offers = ScorerMetricTable.MODEL_OFFERS.counter(registry);
        modelNotInUse = ScorerMetricTable.MODEL_NOT_IN_USE.gauge(registry);
        modelRecordsRefused = ScorerMetricTable.MODEL_RECORDS_REFUSED.counter(registry);
        shadowVerdicts = ScorerMetricTable.SHADOW_VERDICTS.counter(registry);
        shadowDropped = ScorerMetricTable.SHADOW_DROPPED.counter(registry);
        shadowOffers = ScorerMetricTable.SHADOW_OFFERS.counter(registry);
    }

    /** Registers the metrics of the device. */
    void device(DeviceWatch watch) {
        ScorerMetricTable.DEVICE_BUSY.counter(registry, value -> value.call(Unit.nanosToSeconds(watch.busyNanos())));
        ScorerMetricTable.DEVICE_FAILURES.counter(registry, value -> value.call((double) watch.failures()));
    }

    /** The model scores from now on. */
    void opened(ModelFacts facts, Instant now) {
        model.setLabelValues(
                facts.identity().name(),
                facts.identity().version(),
                facts.identity().digest(),
                facts.device());
        modelSince.clear();
        modelSince
                .labelValues(facts.identity().name(), facts.identity().version())
                .set(seconds(now));
        for (String product : facts.thresholds().keySet()) {
            scoreRatio.initLabelValues(product);
            knownCameras.forEach(camera -> announce(camera, product));
        }
    }

    void offered(OfferOutcome outcome) {
        offers.labelValues(LabelValue.of(outcome.label())).inc();
    }

    void shadowDropped(ShadowLane.Dropped reason) {
        shadowDropped.labelValues(LabelValue.of(reason)).inc();
    }

    void shadowDecided(Outcome.Scored line, Outcome.Scored shadow) {
        shadowVerdicts
                .labelValues(line.frame().productId(), line.decision() == shadow.decision() ? "same" : "other")
                .inc();
    }

    void shadowOffered(OfferOutcome outcome) {
        shadowOffers.labelValues(LabelValue.of(outcome.label())).inc();
    }

    @Override
    public void active(boolean isInUse) {
        modelNotInUse.set(isInUse ? 0 : 1);
    }

    @Override
    public void refused(String reason) {
        modelRecordsRefused.labelValues(LabelValue.of(reason)).inc();
    }

    void batch(int frames, long liveNativeResources) {
        batches.observe((double) frames);
        nativeResources.set((double) liveNativeResources);
    }

    void overrides(Map<Overrides.State, Integer> counts) {
        counts.forEach(
                (state, count) -> overrides.labelValues(LabelValue.of(state)).set((double) count));
    }

    void thresholdRefused(String reason) {
        thresholdsRefused.labelValues(LabelValue.of(reason)).inc();
    }

    void load(int frames, long bytes, boolean isPaused) {
        inFlightFrames.set((double) frames);
        inFlightBytes.set((double) bytes);
        paused.set(isPaused ? 1 : 0);
    }

    /** Records of the partitions of this scorer that it has not read yet, by partition. */
    void lag(Map<Integer, Long> byPartition) {
        byPartition.forEach((partition, records) ->
                lag.labelValues(String.valueOf(partition)).set((double) records));
    }

    /** The partitions are not this scorer's any more. */
    void lagEnds(Collection<Integer> partitions) {
        partitions.forEach(partition -> lag.remove(String.valueOf(partition)));
    }

    void transaction(TransactionEnd end, long nanos) {
        transactions.labelValues(LabelValue.of(end)).inc();
        transaction.observe(Unit.nanosToSeconds(nanos));
    }

    /** New connections to the broker replaced those that had failed. */
    void reconnected() {
        reconnects.inc();
    }

    /** The thresholds in force, instead of those before. */
    void thresholds(Map<InspectionPoint, ClassThreshold> inForce) {
        threshold.clear();
        thresholdProvisional.clear();
        inForce.forEach((point, values) -> {
            String where = point.camera().orElse(ALL);
            threshold.labelValues(point.product(), where, "review").set(values.review());
            threshold.labelValues(point.product(), where, "reject").set(values.reject());
            thresholdProvisional
                    .labelValues(point.product(), where)
                    .set(values.basis() instanceof Basis.Provisional ? 1 : 0);
        });
    }

    /** The outcome's verdict has been visible to readers since {@code now}. */
    void committed(Outcome outcome, Instant now) {
        outcome.<Runnable>fold(
                        scored -> () -> scored(scored, now),
                        duplicate -> () -> duplicate(duplicate),
                        refused -> () -> refused(refused, now))
                .run();
    }

    private void scored(Outcome.Scored scored, Instant now) {
        String product = scored.frame().productId();
        count(scored.decision(), scored.frame().camera(), product, now);
        thresholdVerdicts
                .labelValues(LabelValue.of(scored.threshold().origin()))
                .inc();
        double reject = scored.threshold().threshold().reject();
        if (reject > 0) {
            scoreRatio.labelValues(product).observe(scored.score() / reject);
        }
        scored.map().ifPresent(map -> maps.labelValues(LabelValue.of(scored.decision()))
                .inc());
        observe("queue", scored.times().queue());
        observe("decode", scored.times().decode());
        observe("forward", scored.times().forward());
        observe("map", scored.times().map());
        observe("commit", CaptureTime.ageNanos(scored.decidedAt(), now));
        Instant capturedAt = scored.frame().capturedAt();
        String frames = capturedAt.isBefore(scored.sentAt().minus(LIVE)) ? "backfill" : "live";
        frame.labelValues(frames).observe(Unit.nanosToSeconds(CaptureTime.ageNanos(scored.sentAt(), now)));
        capture.labelValues(frames).observe(Unit.nanosToSeconds(CaptureTime.ageNanos(capturedAt, now)));
    }

    private void count(Decision decision, String camera, String product, Instant now) {
        verdicts.labelValues(LabelValue.of(decision)).inc();
        String label = cameras.of(camera);
        announce(label, product);
        cameraVerdicts.labelValues(label, product, LabelValue.of(decision)).inc();
        lastVerdict.labelValues(label).set(seconds(now));
    }

    /** Begins the series of all decisions at 0, so that the first increase of each is seen. */
    private void announce(String camera, String product) {
        if (announced.add(List.of(camera, product))) {
            for (Decision decision : Decision.values()) {
                cameraVerdicts.initLabelValues(camera, product, LabelValue.of(decision));
            }
        }
    }

    private void duplicate(Outcome.Duplicate duplicate) {
        duplicates.labelValues(duplicate.sameContent() ? "same" : "other").inc();
        if (!duplicate.sameContent()) {
            deadLetters
                    .labelValues(LabelValue.of(OutcomeRecords.NoVerdict.DUPLICATE_ID))
                    .inc();
        }
    }

    private void refused(Outcome.Refused refused, Instant now) {
        UnscoredReason reason = refused.refusal().reason();
        count(
                Decision.UNSCORED,
                refused.frame().map(frame -> frame.camera()).orElse(UNKNOWN),
                refused.frame()
                        .filter(frame -> reason != UnscoredReason.UNKNOWN_PRODUCT)
                        .map(frame -> frame.productId())
                        .orElse(UNKNOWN),
                now);
        deadLetters.labelValues(LabelValue.of(reason)).inc();
    }

    private void observe(String stage, long nanos) {
        stages.labelValues(stage).observe(Math.max(0, Unit.nanosToSeconds(nanos)));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }
}
