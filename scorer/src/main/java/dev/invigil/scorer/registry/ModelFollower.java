// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.registry;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.Models;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelSupply;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the models topic and offers each model that becomes ACTIVE. At the start it opens the ACTIVE model; when that is refused, the
 * models that were active before, the latest first, and then the configured bundle. A model that was refused is offered again only when its record changes, except
 * when its bundle could not be read: then it is tried again after a while, since an operator can repair the store. The log names a reason once.
 */
public final class ModelFollower implements ModelSupply {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    /**
     * These may pass without anything being written to the topic, and after this time the model is tried again. To find a damaged file the
     * whole bundle is read, which is done less often.
     */
    private static final Map<RefusalReason, Duration> PASSING = Map.of(
            RefusalReason.MISSING_BUNDLE, RETRY,
            RefusalReason.STORE_UNAVAILABLE, RETRY,
            RefusalReason.WRONG_DIGEST, RETRY,
            RefusalReason.UNREADABLE, Duration.ofMinutes(1));

    private static final Set<RefusalReason> NOT_ITS_FAULT = Set.of(RefusalReason.SUPERSEDED, RefusalReason.STOPPED);

    /** Receives what metrics need. Any thread. */
    public interface Listener {
        /** Whether the ACTIVE model is the one that scores, or none is ACTIVE; called regularly. */
        void active(boolean isInUse);

        /** A record of the topic was refused; the reason is the label of the metric. */
        void refused(String reason);
    }

    /** A model to try at the start; without a record it is the configured bundle. */
    private record Choice(Optional<ModelRecord> model, ScoringModel.Source source) {}

    private record Refusal(ModelRecord model, RefusalReason reason, long nanos) {
        /** Whether the log, which has this refusal, need not say the other one. */
        boolean says(Refusal other) {
            return model.equals(other.model) && reason == other.reason;
        }
    }

    private final Supplier<Consumer<String, byte[]>> consumer;
    private final String topic;
    private final Function<String, ScoringModel.Source> bundles;
    private final Optional<ScoringModel.Source> bundle;
    private final Listener listener;
    private final TopicReader.Options options;

    private final Deque<Choice> choices = new ArrayDeque<>();
    private Optional<TopicTable<String, ModelRecord>> table = Optional.empty();
    private Optional<Offers> offers = Optional.empty();
    private Models models = Models.NONE;
    /** The digest of the model that scores; empty before the start. */
    private Optional<String> serving = Optional.empty();
    /** What is opened at the start, or was offered last and is neither in use nor refused. */
    private Optional<ModelRecord> pending = Optional.empty();
    /** The last refusal of the model that is ACTIVE. */
    private Optional<Refusal> refusal = Optional.empty();

    /** The model that was offered for the shadow last, whether it was refused or not. */
    private Optional<ModelRecord> shadow = Optional.empty();
    /** Whether that model is neither in shadow nor refused yet. */
    private boolean isShadowPending;
    /** The last refusal of a model for the shadow. */
    private Optional<Refusal> shadowRefusal = Optional.empty();

    private Optional<Throwable> failure = Optional.empty();
    private boolean closed;
    private volatile boolean waiting;

    /**
     * @param consumer {@code read_committed}, without a consumer group; created by {@link #first}, closed by this class
     * @param bundles the model of a digest
     * @param bundle the model to use while none is ACTIVE
     * @param options how long the broker may not answer
     */
    public ModelFollower(
            Supplier<Consumer<String, byte[]>> consumer,
            String topic,
            Function<String, ScoringModel.Source> bundles,
            Optional<ScoringModel.Source> bundle,
            Listener listener,
            TopicReader.Options options) {
        this.consumer = consumer;
        this.topic = topic;
        this.bundles = bundles;
        this.bundle = bundle;
        this.listener = listener;
        this.options = options.withUnreadable((record, problem) -> listener.refused(problem.reason()));
    }

    @Override
    public ScoringModel.Source first(java.util.function.Consumer<Throwable> onFailure) throws InterruptedException {
        TopicTable<String, ModelRecord> opened = new TopicTable<>(
                consumer.get(),
                topic,
                ModelEntries::read,
                new TopicTable.Listener<>() {
                    @Override
                    public void current(Map<String, ModelRecord> snapshot) {
                        ModelFollower.this.current(snapshot);
                    }
                },
                options);
        table = Optional.of(opened);
        opened.start("invigil-scorer-models", cause -> {
            failed(cause);
            onFailure.accept(cause);
        });
        return firstChoice();
    }

    private synchronized ScoringModel.Source firstChoice() throws InterruptedException {
        try {
            while (models.active().isEmpty() && bundle.isEmpty()) {
                if (failure.isPresent()) {
                    throw new OperatorException(
                            "the models topic can no longer be read: "
                                    + failure.get().getMessage(),
                            failure.get());
                }
                if (!waiting) {
                    waiting = true;
                    LOG.info("no model is ACTIVE on {}; waiting for: invigil models promote", topic);
                }
                wait();
            }
        } finally {
            waiting = false;
        }
        models.active().ifPresent(active -> {
            choices.add(choice(active));
            models.earlier().stream().map(this::choice).forEach(choices::add);
        });
        bundle.ifPresent(source -> choices.add(new Choice(Optional.empty(), source)));
        return next();
    }

    private Choice choice(ModelRecord model) {
        return new Choice(Optional.of(model), bundles.apply(model.digest()));
    }

    private ScoringModel.Source next() {
        Choice choice = choices.remove();
        pending = choice.model();
        return choice.source();
    }

    @Override
    public synchronized Optional<ScoringModel.Source> insteadOf(OfferOutcome.Refused refused) {
        String tried = pending.map(ModelFollower::name).orElse("the configured bundle");
        pending.filter(model -> models.active().filter(model::equals).isPresent())
                .ifPresent(active -> refusal = Optional.of(refusalOf(active, refused)));
        if (choices.isEmpty()) {
            LOG.error("{} was refused ({}), and there is no other model to start with", tried, refused.reason());
            return Optional.empty();
        }
        String other = choices.element().model().map(ModelFollower::name).orElse("the configured bundle");
        LOG.warn("{} was refused ({}): {}. Starting with {}", tried, refused.reason(), refused.detail(), other);
        return Optional.of(next());
    }

    @Override
    public synchronized void serving(ModelFacts model, Offers taker) {
        serving = Optional.of(model.identity().digest());
        pending = Optional.empty();
        choices.clear();
        offers = Optional.of(taker);
        followActive();
        followShadow();
    }

    @Override
    public Optional<String> waiting() {
        return waiting
                ? Optional.of("waiting: no model is ACTIVE; make one decide with: invigil models promote")
                : Optional.empty();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        table.ifPresent(TopicTable::close);
    }

    private synchronized void failed(Throwable cause) {
        failure = Optional.of(cause);
        notifyAll();
    }

    /** On the reading thread. */
    private synchronized void current(Map<String, ModelRecord> snapshot) {
        if (!snapshot.equals(models.byDigest())) {
            Models earlier = models;
            models = new Models(snapshot);
            earlier.active()
                    .filter(gone -> models.active().isEmpty() && serving.isPresent())
                    .ifPresent(gone -> LOG.warn(
                            "no model is ACTIVE on {} any more: {} was ACTIVE, and its record {}. {} goes on scoring. See: invigil models list; make a model decide with: invigil models promote",
                            topic,
                            name(gone),
                            snapshot.containsKey(gone.digest())
                                    ? "is " + snapshot.get(gone.digest()).state()
                                    : "was removed from the topic",
                            brief(serving.get())));
            notifyAll();
        }
        followActive();
        followShadow();
    }

    /** Offers the model in shadow, once for each record; again after a while when its bundle could not be read. */
    private void followShadow() {
        boolean isDue = !models.shadow().equals(shadow)
                || (!isShadowPending
                        && shadow.flatMap(this::shadowRefusalOf)
                                .filter(this::isToBeTriedAgain)
                                .isPresent());
        if (offers.isEmpty() || closed || !isDue) {
            return;
        }
        shadow = models.shadow();
        isShadowPending = shadow.isPresent();
        shadow.ifPresentOrElse(this::offerShadow, () -> {
            LOG.info("no model is in shadow any more");
            offers.get().noShadow();
        });
    }

    private Optional<Refusal> shadowRefusalOf(ModelRecord model) {
        return shadowRefusal.filter(last -> last.model().equals(model));
    }

    private void offerShadow(ModelRecord model) {
        if (shadowRefusalOf(model).isEmpty()) {
            LOG.info("{} goes into shadow, by {}: {}", name(model), model.actor(), model.reason());
        }
        offered(model, offers.orElseThrow().shadow(bundles.apply(model.digest())), this::shadowEnded);
    }

    private synchronized void shadowEnded(ModelRecord model, OfferOutcome outcome) {
        boolean isCurrent = shadow.equals(Optional.of(model));
        isShadowPending = isShadowPending && !isCurrent;
        outcome.<Runnable>fold(
                        active -> () -> {
                            if (isCurrent) {
                                shadowRefusal = Optional.empty();
                            }
                            LOG.info("{} is in shadow", name(model));
                        },
                        refused -> () -> {
                            if (isCurrent && isItsFault(refused)) {
                                shadowRefused(refusalOf(model, refused), refused.detail());
                            }
                        })
                .run();
    }

    private void shadowRefused(Refusal now, String detail) {
        if (shadowRefusal.filter(last -> last.says(now)).isEmpty()) {
            LOG.warn(
                    "{} was refused for the shadow ({}): {}. {}",
                    name(now.model()),
                    now.reason(),
                    detail,
                    whatNext(now, "It is not in shadow; see: invigil models shadow --end"));
        }
        shadowRefusal = Optional.of(now);
    }

    /** Offers the ACTIVE model unless it scores, is on its way, or was refused. */
    private void followActive() {
        if (offers.isEmpty() || closed) {
            return;
        }
        Optional<ModelRecord> active = models.active();
        listener.active(active.isEmpty() || active.map(ModelRecord::digest).equals(serving));
        active.filter(model ->
                        !pending.map(ModelRecord::digest).or(() -> serving).equals(Optional.of(model.digest())))
                .filter(model -> !isRefused(model))
                .ifPresent(this::offer);
    }

    private boolean isRefused(ModelRecord model) {
        return refusal.filter(last -> last.model().equals(model))
                .filter(last -> !isToBeTriedAgain(last))
                .isPresent();
    }

    private boolean isToBeTriedAgain(Refusal last) {
        return Optional.ofNullable(PASSING.get(last.reason()))
                .filter(pause -> options.nanos().getAsLong() - last.nanos() >= pause.toNanos())
                .isPresent();
    }

    private void offer(ModelRecord model) {
        if (refusal.filter(last -> last.model().equals(model)).isEmpty()) {
            LOG.info("{} is ACTIVE, by {}: {}. Loading it", name(model), model.actor(), model.reason());
        }
        pending = Optional.of(model);
        offered(model, offers.orElseThrow().active(bundles.apply(model.digest())), this::ended);
    }

    private static void offered(
            ModelRecord model, CompletableFuture<OfferOutcome> offer, BiConsumer<ModelRecord, OfferOutcome> onEnd) {
        var unused = offer.whenComplete((outcome, failed) -> {
            if (failed == null) {
                onEnd.accept(model, outcome);
            } else {
                LOG.error("{} could not be offered", name(model), failed);
            }
        });
    }

    private synchronized void ended(ModelRecord model, OfferOutcome outcome) {
        if (pending.equals(Optional.of(model))) {
            pending = Optional.empty();
        }
        outcome.<Runnable>fold(
                        active -> () -> {
                            serving = Optional.of(active.model().identity().digest());
                            refusal = Optional.empty();
                            LOG.info("{} decides from now on", name(model));
                        },
                        refused -> () -> {
                            if (isItsFault(refused)) {
                                refused(refusalOf(model, refused), refused.detail());
                            }
                        })
                .run();
    }

    private void refused(Refusal now, String detail) {
        if (refusal.filter(last -> last.says(now)).isEmpty()) {
            LOG.warn(
                    "{} is ACTIVE but was refused ({}); {} goes on scoring. {}. {}",
                    name(now.model()),
                    now.reason(),
                    serving.map(ModelFollower::brief).orElse("no model"),
                    detail,
                    whatNext(now, "See: invigil models rollback"));
        }
        refusal = Optional.of(now);
    }

    private Refusal refusalOf(ModelRecord model, OfferOutcome.Refused refused) {
        return new Refusal(model, refused.reason(), options.nanos().getAsLong());
    }

    private static boolean isItsFault(OfferOutcome.Refused refused) {
        return !NOT_ITS_FAULT.contains(refused.reason());
    }

    /** What happens next: the model is tried again, or the operator has to do something. */
    private static String whatNext(Refusal refusal, String remedy) {
        return Optional.ofNullable(PASSING.get(refusal.reason()))
                .map(pause -> "It is tried again every " + pause.toSeconds() + " s")
                .orElse(remedy);
    }

    private static String name(ModelRecord model) {
        return "model " + model.name() + " " + model.version() + " (" + brief(model.digest()) + ")";
    }

    private static String brief(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }
}
