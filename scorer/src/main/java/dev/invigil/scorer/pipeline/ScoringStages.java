// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.camera.BrokenCameraRulesException;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.kit.OperatorException;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.ScoringModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processing stages: a pool that decodes, the device thread, a pool that decides. The queues between them are not bounded individually;
 * together they hold at most the frames in flight, which the poll thread bounds.
 */
public final class ScoringStages implements FramePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringStages.class);

    /**
     * @param batch most frames in a batch
     * @param maxWait how long a decoded frame waits for others
     * @param decoding threads that decode and resize, and their limits
     * @param decisionThreads threads that smooth, decide and encode maps
     * @param maxPixels larger images are refused
     * @param maxBytes larger encoded images are refused
     * @param cameraRules what does not count, and how large a region must be
     * @param maps which maps are kept
     */
    public record Settings(
            int batch,
            Duration maxWait,
            DecodePool.Limits decoding,
            int decisionThreads,
            long maxPixels,
            long maxBytes,
            CameraRuleEntries cameraRules,
            MapPolicy maps) {}

    private final Settings settings;
    private final Supplier<Overrides> overrides;
    private final Predicate<RecordRef> current;
    private final CompletionQueue completions;
    private final ScorerMetrics metrics;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final DeviceWorker device;
    private final DecodePool decoders;
    private final DecisionPool decisions;
    private boolean started;
    /** The stages of the model that frames are prepared for. */
    private volatile Optional<ModelStages> active = Optional.empty();

    /**
     * @param overrides supplies the threshold overrides; called once per batch
     * @param current whether the work on a frame still belongs to this scorer
     * @param shadow receives what the model in shadow gives
     */
    ScoringStages(
            Settings settings,
            Supplier<Overrides> overrides,
            Predicate<RecordRef> current,
            CompletionQueue completions,
            ShadowLane.Listener shadow,
            ScorerMetrics metrics,
            DeviceWatch watch,
            LongSupplier nanos,
            InstantSource clock) {
        this.settings = settings;
        this.overrides = overrides;
        this.current = current;
        this.completions = completions;
        this.metrics = metrics;
        this.nanos = nanos;
        this.clock = clock;
        this.device = new DeviceWorker(
                settings.batch(), settings.maxWait().toNanos(), current, new AroundTheDevice(), shadow, watch, nanos);
        this.decoders = new DecodePool(settings.decoding(), new Decoding(), nanos);
        this.decisions = new DecisionPool(settings.decisionThreads(), completions, clock, device::decided);
    }

    /**
     * Opens and warms the first model, or another one when the first was refused; frames may be submitted once one is active. One thread
     * only.
     */
    CompletableFuture<OfferOutcome> open(ScoringModel.Source model) {
        CompletableFuture<OfferOutcome> outcome = started ? device.offer(model) : device.start(model);
        started = true;
        return outcome.thenApply(ended -> {
            metrics.offered(ended);
            return ended;
        });
    }

    /**
     * Offers a model to replace the active one. Any thread. The caller reports a refusal: it knows whether it has been reported before.
     *
     * @throws IllegalStateException when there is no active model yet
     */
    CompletableFuture<OfferOutcome> offer(ScoringModel.Source source) {
        if (active.isEmpty()) {
            throw new IllegalStateException("a model can only be offered after the scorer has started");
        }
        return device.offer(source).thenApply(outcome -> {
            metrics.offered(outcome);
            return outcome;
        });
    }

    /** Offers a model that scores frames of the line without effect, when the device has nothing else to do. Any thread. */
    CompletableFuture<OfferOutcome> shadow(ScoringModel.Source source) {
        return device.shadow(source).thenApply(outcome -> {
            metrics.shadowOffered(outcome);
            return outcome;
        });
    }

    /** No model is in shadow from now on. Any thread. */
    void noShadow() {
        device.noShadow();
    }

    /** The model that scores now; empty before the first one is warm. Any thread. */
    Optional<ModelFacts> model() {
        return active.map(ModelStages::facts);
    }

    private CameraRules rules(ModelFacts model) {
        try {
            return settings.cameraRules()
                    .rules(model.preprocessing().height(), model.preprocessing().width());
        } catch (BrokenCameraRulesException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    @Override
    public void submit(Accepted frame) {
        decoders.submit(frame);
    }

    /** Drops unfinished frames and closes the models on the device thread. Returns at once. */
    @Override
    public void close() {
        decoders.close();
        device.close();
        decisions.close();
    }

    /** Waits until the models are closed, after {@link #close}. Returns whether they are. */
    boolean awaitClosed(Duration atMost) throws InterruptedException {
        return device.awaitClosed(atMost.toMillis());
    }

    /** The calls of the device thread to the stages. */
    private final class AroundTheDevice implements DeviceWorker.Surroundings {
        @Override
        public ModelStages stagesFor(ModelFacts model) {
            return stages(model, settings.maps()::keeps);
        }

        @Override
        public ModelStages shadowStagesFor(ModelFacts model) {
            return stages(model, (decision, frame) -> false);
        }

        private ModelStages stages(ModelFacts model, BiPredicate<Decision, String> keepsMap) {
            DecodeStage decoding = new DecodeStage(
                    new ImageDecoder(
                            DecodeLimits.standard()
                                    .withMaxPixels(settings.maxPixels())
                                    .withMaxMemory(settings.decoding().memory()),
                            model.preprocessing().window()),
                    settings.maxBytes(),
                    model.preprocessing(),
                    model.thresholds().keySet(),
                    nanos);
            CameraRules rules = rules(model);
            model.inspector(rules)
                    .otherMasks()
                    .forEach((point, reason) -> LOG.warn("the threshold of {} guarantees nothing: {}", point, reason));
            return new ModelStages(model, decoding, new DecisionStage(model, rules, keepsMap, nanos, clock));
        }

        @Override
        public void activated(ModelStages model) {
            active = Optional.of(model);
            metrics.opened(model.facts(), clock.instant());
        }

        @Override
        public void prepareAgain(Accepted frame) {
            submit(frame);
        }

        @Override
        public void scored(ScoredBatch batch) {
            metrics.batch(batch.frames().size(), batch.liveNativeResources());
            decisions.decide(batch, overrides.get());
        }

        @Override
        public void failed(Accepted frame, Throwable cause) {
            completions.add(List.of(FrameFailure.of(frame, "scoring", cause, clock.instant())));
        }

        @Override
        public void failed(Throwable cause) {
            completions.fail(cause);
        }
    }

    /** The work of the decoding threads on a frame. */
    private final class Decoding implements DecodePool.Work {
        @Override
        public void decode(Accepted frame, DecodePool.Attempt attempt) throws InterruptedException {
            if (!current.test(frame.ref())) {
                return;
            }
            DecodeStage.Result result = active.orElseThrow().decoding().decode(frame, attempt);
            if (!attempt.finish()) {
                return;
            }
            result.<Runnable>fold(
                            ready -> () -> device.submit(ready.prepared()),
                            bad -> () -> refuse(frame, bad.digest(), bad.refusal()))
                    .run();
        }

        @Override
        public void givenUp(Accepted frame) {
            refuse(frame, Optional.empty(), DecodeStage.givenUp(frame));
        }

        @Override
        public void failed(Accepted frame, Throwable cause) {
            if (FrameFailure.isOfTheFrame(cause)) {
                completions.add(List.of(FrameFailure.of(frame, "decoding", cause, clock.instant())));
            } else {
                completions.fail(cause);
            }
        }

        @Override
        public void failed(Throwable cause) {
            completions.fail(cause);
        }

        private void refuse(Accepted frame, Optional<String> digest, FrameReading.Malformed refusal) {
            completions.add(List.of(new Outcome.Refused(
                    frame.ref(), frame.record(), Optional.of(frame.frame()), digest, refusal, clock.instant())));
        }
    }
}
