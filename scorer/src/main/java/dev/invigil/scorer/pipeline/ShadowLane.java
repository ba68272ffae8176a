// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ScoringModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model in shadow on the device: it scores frames that the line has decided, one at a time and only when no frame of the line waits, so
 * that a frame of the line waits for one such call at most. Frames that it cannot take are dropped. A failure of the model
 * closes it and has no other effect. Except for {@link #offer} used by the device thread only.
 */
final class ShadowLane {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowLane.class);
    /** Frames that wait. Few: each holds its encoded image, and late results are of no more use than missing ones. */
    private static final int CAPACITY = 8;

    /** Why a frame was not scored. The names are labels of metrics. */
    enum Dropped {
        /** The line needed the device, or the results were not taken fast enough. */
        BUSY,
        /** The model takes images of another format than the line's model. */
        OTHER_INPUT,
        /** The model does not know the product. */
        UNKNOWN_PRODUCT,
        /** The verdict could not be sent. */
        NOT_SENT
    }

    /**
     * A frame that the line has decided.
     *
     * @param frame as it was prepared for the line's model
     * @param line the line's outcome
     */
    record Decided(Prepared frame, Outcome.Scored line) {}

    /** Receives what happens; must not wait. */
    interface Listener {
        /** The model in shadow has scored the frame. */
        void scored(ScoredBatch batch, Outcome.Scored line);

        /** A frame was dropped. */
        void dropped(Dropped reason);
    }

    private final ModelSlots slots;
    private final Listener listener;
    private final DeviceWatch watch;
    private final LongSupplier nanos;
    private final BlockingQueue<Decided> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private volatile boolean active;

    ShadowLane(
            Function<ModelFacts, Future<ModelStages>> stages,
            Listener listener,
            DeviceWatch watch,
            LongSupplier nanos) {
        this.slots = new ModelSlots(List.of(1), stages, model -> {}, watch);
        this.listener = listener;
        this.watch = watch;
        this.nanos = nanos;
    }

    /** Takes a frame if there is a model and room. Any thread; returns at once, with whether the device thread has something to do. */
    boolean offer(Decided frame) {
        if (!active) {
            return false;
        }
        boolean taken = waiting.offer(frame);
        if (!taken) {
            listener.dropped(Dropped.BUSY);
        }
        return taken;
    }

    /** Accepts a model whose files have been read. */
    void load(Candidate offered, ScoringModel.Source source) {
        slots.load(offered, source);
    }

    /** Whether {@link #step} would do something. */
    boolean hasWork() {
        return slots.canAdvance() || (active && !waiting.isEmpty());
    }

    /** One call to the device at most. */
    void step() {
        if (slots.canAdvance()) {
            slots.advance();
            slots.closeDrained();
            active = slots.active().isPresent();
            return;
        }
        Optional<ModelSlot.Active> model = slots.active();
        Decided next = waiting.poll();
        if (model.isEmpty() || next == null) {
            return;
        }
        if (!model.get().stages().fits(next.frame())) {
            String product = next.frame().accepted().frame().productId();
            listener.dropped(
                    model.get().stages().facts().knows(product) ? Dropped.OTHER_INPUT : Dropped.UNKNOWN_PRODUCT);
            return;
        }
        score(model.get(), next);
    }

    /** Closes the model, if there is one. */
    void close() {
        active = false;
        slots.close();
        waiting.clear();
    }

    private void score(ModelSlot.Active slot, Decided next) {
        ScoringModel model = slot.model();
        long before = nanos.getAsLong();
        watch.begins(DeviceWatch.Call.SCORE);
        try {
            List<ModelOutput> outputs = model.score(
                    List.of(next.frame().image()), List.of(next.frame().product()));
            Optional<String> fault = outputs.get(0)
                    .fault(model.facts(), "frame " + next.line().frame().id());
            if (fault.isPresent()) {
                throw new IllegalStateException(fault.get());
            }
            listener.scored(
                    new ScoredBatch(
                            slot.stages(),
                            List.of(next.frame()),
                            outputs,
                            before,
                            nanos.getAsLong(),
                            model.liveNativeResources()),
                    next.line());
        } catch (Throwable e) {
            // also errors: whatever the model in shadow does, the line's model goes on
            LOG.error("the model in shadow failed and is not used any more; the line is not affected", e);
            close();
        } finally {
            watch.ended();
        }
    }
}
