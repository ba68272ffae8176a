// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ScoringModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores batches, and separates frames that cannot be scored from a model or device that does not work. Used by the device thread only.
 */
final class BatchScoring {
    private static final Logger LOG = LoggerFactory.getLogger(BatchScoring.class);

    private final DeviceWorker.Surroundings surroundings;
    private final DeviceWatch watch;
    private final LongSupplier nanos;

    /** @param surroundings receive scored batches and failed frames */
    BatchScoring(DeviceWorker.Surroundings surroundings, DeviceWatch watch, LongSupplier nanos) {
        this.surroundings = surroundings;
        this.watch = watch;
        this.nanos = nanos;
    }

    /**
     * Passes the scored batch on. When the batch fails because of a frame, each frame is scored alone.
     *
     * @throws RuntimeException or an Error when the model or its device does not work
     */
    void score(ModelSlot.Active active, List<Prepared> batch) {
        Optional<Throwable> failure = attempt(active, batch);
        if (failure.isPresent()) {
            failed(active, scoreEach(active, batch, failure.get()));
        }
    }

    /** Scores the batch and passes it on; the failure when a frame may be its cause. */
    private Optional<Throwable> attempt(ModelSlot.Active active, List<Prepared> batch) {
        ScoredBatch scored;
        try {
            scored = call(active, batch);
        } catch (Throwable e) {
            watch.failed();
            if (!FrameFailure.isOfTheFrame(e)) {
                throw e;
            }
            return Optional.of(e);
        }
        active.stages().batchScored();
        surroundings.scored(scored);
        return Optional.empty();
    }

    private ScoredBatch call(ModelSlot.Active active, List<Prepared> batch) {
        ScoringModel model = active.model();
        long before = nanos.getAsLong();
        watch.begins(DeviceWatch.Call.SCORE);
        try {
            List<ModelOutput> outputs = model.score(
                    batch.stream().map(Prepared::image).toList(),
                    batch.stream().map(Prepared::product).toList());
            for (int i = 0; i < Math.min(batch.size(), outputs.size()); i++) {
                requireFinite(
                        model,
                        outputs.get(i),
                        "frame " + batch.get(i).accepted().frame().id());
            }
            return new ScoredBatch(
                    active.stages(), batch, outputs, before, nanos.getAsLong(), model.liveNativeResources());
        } finally {
            watch.ended();
        }
    }

    /** Scores each frame of a failed batch alone. Returns the frames that cannot be scored, with their failures. */
    private Map<Accepted, Throwable> scoreEach(ModelSlot.Active active, List<Prepared> batch, Throwable failure) {
        if (batch.size() == 1) {
            return Map.of(batch.get(0).accepted(), failure);
        }
        LOG.warn("a batch of {} frames failed; its frames are now scored one by one", batch.size(), failure);
        Map<Accepted, Throwable> failed = new LinkedHashMap<>();
        for (Prepared frame : batch) {
            attempt(active, List.of(frame)).ifPresent(cause -> failed.put(frame.accepted(), cause));
        }
        return failed;
    }

    /**
     * Frames that cannot be scored become UNSCORED, if a black image can be scored. If it cannot, the model or the device is the cause, not
     * the frames.
     */
    private void failed(ModelSlot.Active active, Map<Accepted, Throwable> frames) {
        if (!frames.isEmpty()) {
            requireWorking(active.model(), frames.values().iterator().next());
            frames.forEach(surroundings::failed);
        }
    }

    private void requireWorking(ScoringModel model, Throwable failure) {
        watch.begins(DeviceWatch.Call.SCORE);
        try {
            RgbImage black = model.facts().blackImage();
            requireFinite(model, model.score(List.of(black)).get(0), "a black image");
        } catch (RuntimeException | OutOfMemoryError e) {
            e.addSuppressed(failure);
            throw new IllegalStateException("the model or its device is broken: " + failure.getMessage(), e);
        } finally {
            watch.ended();
        }
    }

    private static void requireFinite(ScoringModel model, ModelOutput output, String image) {
        output.fault(model.facts(), image).ifPresent(fault -> {
            throw new IllegalStateException(fault);
        });
    }
}
