// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ModelRefusedException;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one device: the active one, the candidate beside it, and those that were replaced and wait for their last
 * decisions. A candidate advances by one call to the device at a time, so that batches of the active model run in between. Any failure
 * refuses the candidate and has no other effect. Used by the device thread only.
 */
final class ModelSlots {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSlots.class);

    private final List<Integer> batchSizes;
    private final Function<ModelFacts, Future<ModelStages>> stages;
    private final Consumer<ModelStages> onActive;
    private final DeviceWatch watch;
    private final List<ModelSlot.Draining> draining = new ArrayList<>();
    private Optional<ModelSlot.Active> active = Optional.empty();
    private ModelSlot candidate = new ModelSlot.Empty();

    /**
     * @param batchSizes every size that a batch can have: used to warm up a model
     * @param stages creates the stages around a model on another thread
     * @param onActive called when a model becomes active, before its first batch
     */
    ModelSlots(
            List<Integer> batchSizes,
            Function<ModelFacts, Future<ModelStages>> stages,
            Consumer<ModelStages> onActive,
            DeviceWatch watch) {
        this.batchSizes = List.copyOf(batchSizes);
        this.stages = stages;
        this.onActive = onActive;
        this.watch = watch;
    }

    /** The model that scores; empty until the first one is warm. */
    Optional<ModelSlot.Active> active() {
        return active;
    }

    /** Accepts a candidate whose files have been read; replaces a candidate that is not active yet. */
    void load(Candidate offered, ScoringModel.Source source) {
        refuseCandidate(RefusalReason.SUPERSEDED, "a newer model was offered", Optional.empty());
        candidate = new ModelSlot.Empty().load(offered, source);
    }

    /** Whether the candidate can advance now. */
    boolean canAdvance() {
        if (candidate instanceof ModelSlot.Warming warming) {
            return !warming.isWarm() || warming.stages().isDone();
        }
        return candidate instanceof ModelSlot.Loading;
    }

    /** Advances the candidate by one call to the device, if it can advance. */
    void advance() {
        if (!canAdvance()) {
            return;
        }
        if (candidate instanceof ModelSlot.Loading loading) {
            open(loading);
        } else if (candidate instanceof ModelSlot.Warming warming) {
            if (warming.isWarm()) {
                activate(warming);
            } else {
                warm(warming);
            }
        }
    }

    /** Closes the replaced models whose batches are all decided. */
    void closeDrained() {
        for (Iterator<ModelSlot.Draining> each = draining.iterator(); each.hasNext(); ) {
            ModelSlot.Draining slot = each.next();
            if (slot.isDrained()) {
                each.remove();
                close(slot);
            }
        }
    }

    /** Closes all models. */
    void close() {
        refuseCandidate(RefusalReason.STOPPED, "the scorer has stopped", Optional.empty());
        active.ifPresent(slot -> close(slot.replaced()));
        active = Optional.empty();
        draining.forEach(ModelSlots::close);
        draining.clear();
    }

    private void open(ModelSlot.Loading loading) {
        watch.begins(DeviceWatch.Call.WARM_UP);
        try {
            ScoringModel model = loading.source().open();
            ModelFacts facts = model.facts();
            candidate = loading.opened(model, stages.apply(facts), batchSizes);
        } catch (Throwable e) {
            // also errors: a missing native library is a LinkageError, and the active model must stay in use
            refuseCandidate(e, RefusalReason.NOT_OPENED);
        } finally {
            watch.ended();
        }
    }

    /** Runs a batch of this size, so that the first real batch needs no compilation or tuning. */
    private void warm(ModelSlot.Warming warming) {
        ScoringModel model = warming.model();
        ModelFacts facts = model.facts();
        watch.begins(DeviceWatch.Call.WARM_UP);
        try {
            for (ModelOutput output :
                    model.score(Collections.nCopies(warming.sizes().get(0), facts.blackImage()))) {
                Optional<String> fault = output.fault(facts, "a black image");
                if (fault.isPresent()) {
                    throw new ModelRefusedException(RefusalReason.WARM_UP_FAILED, fault.get());
                }
            }
            candidate = warming.warmed();
        } catch (Throwable e) {
            refuseCandidate(e, RefusalReason.WARM_UP_FAILED);
        } finally {
            watch.ended();
        }
    }

    private void activate(ModelSlot.Warming warming) {
        ModelStages ready;
        try {
            ready = warming.stages().get();
        } catch (ExecutionException e) {
            refuseCandidate(e.getCause(), RefusalReason.UNFIT_SETTINGS);
            return;
        } catch (CancellationException | InterruptedException e) {
            refuseCandidate(e, RefusalReason.STOPPED);
            return;
        }
        Optional<ModelSlot.Active> before = active;
        active = Optional.of(warming.activated(ready));
        candidate = new ModelSlot.Empty();
        before.ifPresent(slot -> draining.add(slot.replaced()));
        onActive.accept(ready);
        warming.candidate().outcome().complete(new OfferOutcome.Active(ready.facts()));
    }

    private void refuseCandidate(Throwable cause, RefusalReason otherwise) {
        RefusalReason reason = cause instanceof ModelRefusedException refused ? refused.reason() : otherwise;
        String detail = cause instanceof OperatorException ? cause.getMessage() : cause.toString();
        refuseCandidate(reason, detail, Optional.of(cause));
    }

    private void refuseCandidate(RefusalReason reason, String detail, Optional<Throwable> cause) {
        if (candidate instanceof ModelSlot.Loading loading) {
            candidate = loading.refused();
            loading.candidate().refuse(reason, detail, cause);
        } else if (candidate instanceof ModelSlot.Warming warming) {
            candidate = closed(warming);
            warming.candidate().refuse(reason, detail, cause);
        }
    }

    private static ModelSlot closed(ModelSlot.Warming warming) {
        try {
            return warming.refused();
        } catch (RuntimeException e) {
            LOG.error(
                    "the refused model {} could not be closed",
                    name(warming.model().facts()),
                    e);
            return new ModelSlot.Closed();
        }
    }

    private static void close(ModelSlot.Draining slot) {
        try {
            slot.closed();
            LOG.debug("the model {} is closed", name(slot.stages().facts()));
        } catch (RuntimeException e) {
            LOG.error("the model {} could not be closed", name(slot.stages().facts()), e);
        }
    }

    private static String name(ModelFacts facts) {
        return facts.identity().name() + " " + facts.identity().version();
    }
}
