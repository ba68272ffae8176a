// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.registry.ModelFollower;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.Map;

/** All metrics of the scorer. Verdicts and dead letters are counted once they are committed, never before. */
public final class ScorerMetrics implements ModelFollower.Listener {
    /** Label value for verdicts whose record does not name a known product; limits the number of label values. */
    private static final String UNKNOWN = "unknown";

    private final Counter verdicts;
    private final Counter deadLetters;
    private final Counter duplicates;
    private final Counter decisions;
    private final Counter thresholdsRefused;
    private final Gauge overrides;
    private final Counter maps;
    private final Counter transactions;
    private final Histogram transaction;
    private final Histogram stages;
    private final Histogram batches;
    private final Gauge inFlightFrames;
    private final Gauge inFlightBytes;
    private final Gauge paused;
    private final Gauge nativeResources;
    private final Info model;
    private final Counter offers;
    private final Counter shadowVerdicts;
    private final Counter shadowDropped;
    private final Counter shadowOffers;
    private final Gauge modelNotInUse;
    private final Counter modelRecordsRefused;

    /** Registers the metrics; a registry can hold those of one scorer. */
    public ScorerMetrics(PrometheusRegistry registry) {
        verdicts = Counter.builder()
                .name("invigil_scorer_verdicts_total")
                .help("Committed verdicts.")
                .labelNames("decision", "camera", "product")
                .register(registry);
        deadLetters = Counter.builder()
                .name("invigil_scorer_dead_letters_total")
                .help(
                        "Committed dead letters by reason, each with an UNSCORED verdict unless the reason is DUPLICATE_ID.")
                .labelNames("reason")
                .register(registry);
        for (UnscoredReason reason : UnscoredReason.values()) {
            deadLetters.initLabelValues(reason.name());
        }
        deadLetters.initLabelValues(OutcomeRecords.NoVerdict.DUPLICATE_ID.name());
        duplicates = Counter.builder()
                .name("invigil_scorer_duplicate_frames_total")
                .help(
                        "Frames without their own verdict because their id was already used, by whether the content is the same.")
                .labelNames("content")
                .register(registry);
        duplicates.initLabelValues("same");
        duplicates.initLabelValues("other");
        decisions = Counter.builder()
                .name("invigil_scorer_decisions_total")
                .help("Committed verdicts with a score, by the origin of their threshold.")
                .labelNames("origin")
                .register(registry);
        for (ThresholdInForce.Origin origin : ThresholdInForce.Origin.values()) {
            decisions.initLabelValues(origin.label());
        }
        overrides = Gauge.builder()
                .name("invigil_scorer_threshold_overrides")
                .help("Threshold overrides, by whether they take effect.")
                .labelNames("state")
                .register(registry);
        thresholdsRefused = Counter.builder()
                .name("invigil_scorer_thresholds_refused_total")
                .help("Records of the thresholds topic that were invalid and ignored, by reason.")
                .labelNames("reason")
                .register(registry);
        for (Reading.Refusal cause : Reading.Refusal.values()) {
            thresholdsRefused.initLabelValues(cause.name());
        }
        thresholdsRefused.initLabelValues(RecordProblem.FAILED);
        maps = Counter.builder()
                .name("invigil_scorer_maps_total")
                .help("Committed anomaly maps.")
                .labelNames("decision")
                .register(registry);
        transactions = Counter.builder()
                .name("invigil_scorer_transactions_total")
                .help("Transactions by result; the work of aborted ones is repeated.")
                .labelNames("result")
                .register(registry);
        transactions.initLabelValues("committed");
        transactions.initLabelValues("aborted");
        transaction = seconds("invigil_scorer_transaction_seconds", "Duration of a transaction.")
                .register(registry);
        stages = seconds(
                        "invigil_scorer_stage_seconds",
                        "Processing time of scored frames by stage: queue, decode, forward (of the batch), map, and total from"
                                + " capture to sending the verdict.")
                .labelNames("stage")
                .register(registry);
        batches = Histogram.builder()
                .name("invigil_scorer_batch_frames")
                .help("Frames in a batch.")
                .classicOnly()
                .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128)
                .register(registry);
        inFlightFrames = gauge(registry, "invigil_scorer_in_flight_frames", "Frames read and not yet committed.");
        inFlightBytes = gauge(registry, "invigil_scorer_in_flight_bytes", "Encoded bytes of the frames in flight.");
        paused = gauge(
                registry,
                "invigil_scorer_paused",
                "1 while reading is paused because too much is in flight, otherwise 0.");
        nativeResources = gauge(
                registry,
                "invigil_scorer_native_resources",
                "Live native tensors and models; a constant value is normal, a growing value is a memory leak.");
        model = Info.builder()
                .name("invigil_scorer_model")
                .help("The active model.")
                .labelNames("name", "version", "digest", "device")
                .register(registry);
        offers = Counter.builder()
                .name("invigil_scorer_model_offers_total")
                .help("Models offered to the scorer, including the first one, by result.")
                .labelNames("result")
                .register(registry);
        offers.initLabelValues(OfferOutcome.Active.LABEL);
        for (RefusalReason reason : RefusalReason.values()) {
            offers.initLabelValues(reason.name());
        }
        shadowVerdicts = Counter.builder()
                .name("invigil_scorer_shadow_verdicts_total")
                .help("Decisions of the model in shadow, by whether the line decided the same.")
                .labelNames("product", "decision")
                .register(registry);
        shadowDropped = Counter.builder()
                .name("invigil_scorer_shadow_dropped_total")
                .help("Frames without a verdict of the model in shadow, by reason.")
                .labelNames("reason")
                .register(registry);
        for (ShadowLane.Dropped reason : ShadowLane.Dropped.values()) {
            shadowDropped.initLabelValues(reason.name());
        }
        shadowOffers = Counter.builder()
                .name("invigil_scorer_shadow_offers_total")
                .help("Models offered for the shadow, by result.")
                .labelNames("result")
                .register(registry);
        modelNotInUse = gauge(
                registry,
                "invigil_scorer_model_not_in_use",
                "1 while the model that is ACTIVE on the models topic is not the one that scores, otherwise 0.");
        modelRecordsRefused = Counter.builder()
                .name("invigil_scorer_model_records_refused_total")
                .help("Records of the models topic that were invalid and ignored, by reason.")
                .labelNames("reason")
                .register(registry);
        for (Reading.Refusal cause : Reading.Refusal.values()) {
            modelRecordsRefused.initLabelValues(cause.name());
        }
        modelRecordsRefused.initLabelValues(RecordProblem.FAILED);
    }

    void opened(ModelFacts facts) {
        model.setLabelValues(
                facts.identity().name(),
                facts.identity().version(),
                facts.identity().digest(),
                facts.device());
    }

    void offered(OfferOutcome outcome) {
        offers.labelValues(outcome.label()).inc();
    }

    void shadowDropped(ShadowLane.Dropped reason) {
        shadowDropped.labelValues(reason.name()).inc();
    }

    void shadowDecided(Outcome.Scored line, Outcome.Scored shadow) {
        shadowVerdicts
                .labelValues(line.frame().productId(), line.decision() == shadow.decision() ? "same" : "other")
                .inc();
    }

    void shadowOffered(OfferOutcome outcome) {
        shadowOffers.labelValues(outcome.label()).inc();
    }

    @Override
    public void active(boolean isInUse) {
        modelNotInUse.set(isInUse ? 0 : 1);
    }

    @Override
    public void refused(String reason) {
        modelRecordsRefused.labelValues(reason).inc();
    }

    void batch(int frames, long liveNativeResources) {
        batches.observe((double) frames);
        nativeResources.set((double) liveNativeResources);
    }

    void overrides(Map<Overrides.State, Integer> counts) {
        counts.forEach((state, count) -> overrides.labelValues(state.name()).set((double) count));
    }

    void thresholdRefused(String reason) {
        thresholdsRefused.labelValues(reason).inc();
    }

    void load(int frames, long bytes, boolean isPaused) {
        inFlightFrames.set((double) frames);
        inFlightBytes.set((double) bytes);
        paused.set(isPaused ? 1 : 0);
    }

    void transaction(TransactionWindow.Result result, long nanos) {
        transactions
                .labelValues(result == TransactionWindow.Result.COMMITTED ? "committed" : "aborted")
                .inc();
        transaction.observe(Unit.nanosToSeconds(nanos));
    }

    /** The outcome's verdict has been visible to readers since {@code now}. */
    void committed(Outcome outcome, Instant now) {
        outcome.<Runnable>fold(
                        scored -> () -> scored(scored, now),
                        duplicate -> () -> duplicate(duplicate),
                        refused -> () -> refused(refused))
                .run();
    }

    private void scored(Outcome.Scored scored, Instant now) {
        String decision = scored.decision().name();
        verdicts.labelValues(decision, scored.frame().camera(), scored.frame().productId())
                .inc();
        decisions.labelValues(scored.threshold().origin().label()).inc();
        scored.map().ifPresent(map -> maps.labelValues(decision).inc());
        observe("queue", scored.times().queue());
        observe("decode", scored.times().decode());
        observe("forward", scored.times().forward());
        observe("map", scored.times().map());
        observe("total", CaptureTime.ageNanos(scored.frame().capturedAt(), now));
    }

    private void duplicate(Outcome.Duplicate duplicate) {
        duplicates.labelValues(duplicate.sameContent() ? "same" : "other").inc();
        if (!duplicate.sameContent()) {
            deadLetters
                    .labelValues(OutcomeRecords.NoVerdict.DUPLICATE_ID.name())
                    .inc();
        }
    }

    private void refused(Outcome.Refused refused) {
        UnscoredReason reason = refused.refusal().reason();
        verdicts.labelValues(
                        Decision.UNSCORED.name(),
                        refused.frame().map(frame -> frame.camera()).orElse(UNKNOWN),
                        refused.frame()
                                .filter(frame -> reason != UnscoredReason.UNKNOWN_PRODUCT)
                                .map(frame -> frame.productId())
                                .orElse(UNKNOWN))
                .inc();
        deadLetters.labelValues(reason.name()).inc();
    }

    private void observe(String stage, long nanos) {
        stages.labelValues(stage).observe(Math.max(0, Unit.nanosToSeconds(nanos)));
    }

    private static Histogram.Builder seconds(String name, String help) {
        return Metrics.latency(name).help(help);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder().name(name).help(help).register(registry);
    }
}
