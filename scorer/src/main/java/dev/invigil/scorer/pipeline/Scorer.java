// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.decision.Overrides;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.BrokerWatch;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.topic.Topic;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelSupply;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.threshold.ThresholdFollower;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All threads of one scorer: the stages around one model, and the poll thread. Started once, stopped once. */
public final class Scorer {
    private static final Logger LOG = LoggerFactory.getLogger(Scorer.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration BACKOFF = Duration.ofMillis(500);

    /**
     * @param topicPrefix prefix of all topic names
     * @param instance name of this scorer, as verdicts carry it
     * @param device how long the device may take before the scorer is unhealthy
     * @param window at least this long from one transaction to the next
     * @param patience how long the broker may be unreachable or refuse requests
     * @param duplicates number of frame ids remembered per partition
     * @param drain how long stopping may wait for the frames in flight
     */
    public record Settings(
            String topicPrefix,
            String instance,
            ScoringStages.Settings stages,
            LoadLimit limit,
            Duration window,
            Duration patience,
            int duplicates,
            DeviceWatch.Limits device,
            Duration drain) {}

    private final Settings settings;
    private final ModelSupply models;
    private final KafkaClientFactory kafka;
    private final ScorerMetrics metrics;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final CompletionQueue completions = new CompletionQueue();
    private final InFlight inFlight = new InFlight();
    private final DeviceWatch watch;
    private final BrokerWatch broker = new BrokerWatch("scorer", System::nanoTime);
    private final ShadowVerdicts shadow;
    private final ScoringStages stages;
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private volatile ThresholdFollower thresholds;
    private volatile Thread pollThread;
    private final CountDownLatch stopSignal = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * @param models opened on the device thread; closed when the scorer ends
     * @param onFailure called by the poll thread with the failure that ended it; an {@link OperatorException} when the operator can fix it
     */
    public Scorer(
            Settings settings,
            ModelSupply models,
            KafkaClientFactory kafka,
            ScorerMetrics metrics,
            java.util.function.Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.models = models;
        this.kafka = kafka;
        this.metrics = metrics;
        this.onFailure = onFailure;
        this.watch = new DeviceWatch(settings.device(), System::nanoTime);
        metrics.device(watch);
        this.shadow = new ShadowVerdicts(
                kafka::shadowProducer,
                new OutcomeRecords(settings.topicPrefix(), settings.instance(), KafkaClients.RECORD_SLACK),
                this::overrides,
                metrics,
                InstantSource.system());
        this.stages = new ScoringStages(
                settings.stages(),
                this::overrides,
                inFlight::isCurrent,
                completions,
                shadow,
                metrics,
                watch,
                System::nanoTime,
                InstantSource.system());
    }

    /**
     * Prepares the topics, opens and warms the model, reads the threshold overrides, then joins the group. Returns when all this is done.
     *
     * @throws RuntimeException when the model cannot be opened or the broker refuses; all resources are closed then
     */
    public ModelFacts start() throws InterruptedException {
        kafka.prepare();
        broker.heartbeat(kafka.heartbeat());
        ModelFacts facts = openFirst();
        LOG.info(
                "scoring on {} with {} {} ({}), images of {} pixels, batches of up to {}, products {}",
                facts.device(),
                facts.identity().name(),
                facts.identity().version(),
                facts.identity().digest(),
                facts.preprocessing().size(),
                settings.stages().batch(),
                facts.thresholds().keySet().stream().sorted().toList());
        follow(facts);
        models.serving(facts, new ModelOffers());
        pollThread = new Thread(() -> run(facts), "invigil-scorer-poll");
        pollThread.start();
        try {
            subscribed.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            stopping = true;
            stopSignal.countDown();
            completions.wake();
            throw e;
        }
        return facts;
    }

    /** Opens the first model of the supply that is not refused. */
    private ModelFacts openFirst() throws InterruptedException {
        boolean isOpen = false;
        try {
            ModelFacts facts = open(models.first(completions::fail));
            isOpen = true;
            return facts;
        } catch (KafkaException e) {
            throw unchecked(operatorError(e));
        } finally {
            if (!isOpen) {
                models.close();
                stages.close();
                shadow.close();
                awaitModelClosed();
            }
        }
    }

    private ModelFacts open(ScoringModel.Source first) throws InterruptedException {
        OfferOutcome outcome = awaitOpen(first);
        Optional<Throwable> failure = Optional.empty();
        while (outcome instanceof OfferOutcome.Refused refused) {
            Throwable cause = failure.orElse(refused.cause().orElseGet(() -> new OperatorException(refused.detail())));
            failure = Optional.of(cause);
            outcome = awaitOpen(models.insteadOf(refused).orElseThrow(() -> unchecked(cause)));
        }
        return ((OfferOutcome.Active) outcome).model();
    }

    private OfferOutcome awaitOpen(ScoringModel.Source model) throws InterruptedException {
        try {
            return stages.open(model).get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /**
     * Offers a model to take the active one's place: it is loaded, tested and warmed up while the active model continues, and takes over at
     * a batch boundary. A refusal has no effect.
     *
     * @throws IllegalStateException before {@link #start} has returned
     */
    public CompletableFuture<OfferOutcome> offer(ScoringModel.Source model) {
        return stages.offer(model);
    }

    /** Where the supply puts newer models. */
    private final class ModelOffers implements ModelSupply.Offers {
        @Override
        public CompletableFuture<OfferOutcome> active(ScoringModel.Source model) {
            return stages.offer(model);
        }

        @Override
        public CompletableFuture<OfferOutcome> shadow(ScoringModel.Source model) {
            return stages.shadow(model);
        }

        @Override
        public void noShadow() {
            stages.noShadow();
        }
    }

    /** Detects a hanging device. */
    public DeviceWatch watch() {
        return watch;
    }

    /** Detects a broker that does not answer. */
    public BrokerWatch broker() {
        return broker;
    }

    private void follow(ModelFacts facts) {
        try {
            thresholds = new ThresholdFollower(
                    kafka.thresholds(),
                    Topic.THRESHOLDS.name(settings.topicPrefix()),
                    new OverrideMetrics(() -> stages.model().orElse(facts), metrics, InstantSource.system()),
                    completions::fail,
                    TopicReader.Options.patient(settings.patience()));
            thresholds.start();
        } catch (RuntimeException e) {
            closeThresholds();
            models.close();
            stages.close();
            shadow.close();
            throw unchecked(operatorError(e));
        }
    }

    private Overrides overrides() {
        return thresholds.current();
    }

    private void closeThresholds() {
        if (thresholds != null) {
            thresholds.close();
        }
    }

    /** Finishes and commits the frames in flight within the time limit, leaves the group and closes everything. */
    public void stop() throws InterruptedException {
        stopping = true;
        stopSignal.countDown();
        completions.wake();
        Thread polling = pollThread;
        if (polling != null) {
            polling.join();
        }
    }

    private void run(ModelFacts facts) {
        Optional<Throwable> failure = Optional.empty();
        try (WorkNotes notes = kafka.notes()) {
            serve(facts, new WorkJournal(notes));
        } catch (Throwable e) {
            // also errors: the end of the poll thread must always be reported
            failure = Optional.of(operatorError(e));
        }
        closeThresholds();
        models.close();
        stages.close();
        shadow.close();
        awaitModelClosed();
        failure.filter(cause -> !subscribed.completeExceptionally(cause)).ifPresent(onFailure);
    }

    /**
     * Runs sessions until the scorer is stopped. Recovery from any broker failure is a new session: a new producer completes or aborts the
     * last transaction, a new consumer continues from the committed offsets.
     */
    private void serve(ModelFacts facts, WorkJournal journal) throws InterruptedException {
        BrokerPatience patience = new BrokerPatience(settings.patience(), System::nanoTime);
        while (!stopping) {
            try {
                session(facts, journal, patience);
            } catch (KafkaException | ProducerLostException e) {
                patience.failed(e);
                if (!stopping) {
                    LOG.warn("reading again from the committed offsets: {}", firstLine(e));
                }
                stopSignal.await(BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                inFlight.clear();
            }
        }
    }

    /** A session with one producer and one consumer, until the scorer is stopped or one of the two can no longer be used. */
    private void session(ModelFacts facts, WorkJournal journal, BrokerPatience patience) {
        Producer<String, byte[]> producer = kafka.producer();
        try (Closing closing = new Closing(producer)) {
            Consumer<String, byte[]> consumer = kafka.consumer();
            closing.consumer = Optional.of(consumer);
            ScoringLoop loop = loop(facts, producer, consumer, journal);
            try {
                loop.subscribe(Topic.FRAMES.name(settings.topicPrefix()));
                broker.reached();
                if (subscribed.isDone()) {
                    metrics.reconnected();
                }
                subscribed.complete(null);
                while (!stopping) {
                    loop.turn();
                    broker.observe(consumer);
                    patience.answered();
                }
                if (!loop.drain(settings.drain())) {
                    LOG.warn(
                            "{} frames were not finished within {} ms; another scorer will process them",
                            inFlight.frames(),
                            settings.drain().toMillis());
                }
                closing.limit = CLOSE;
            } catch (Throwable e) {
                loop.abandon();
                throw e;
            }
        }
    }

    /** Closes both clients. After a failure the producer is closed without waiting, because unsent records must not be sent. */
    private static final class Closing implements AutoCloseable {
        private final Producer<String, byte[]> producer;
        private Optional<Consumer<String, byte[]>> consumer = Optional.empty();
        private Duration limit = Duration.ZERO;

        Closing(Producer<String, byte[]> producer) {
            this.producer = producer;
        }

        @Override
        public void close() {
            try {
                consumer.ifPresent(open -> open.close(CloseOptions.timeout(CLOSE)));
            } finally {
                producer.close(limit);
            }
        }
    }

    private ScoringLoop loop(
            ModelFacts facts,
            Producer<String, byte[]> producer,
            Consumer<String, byte[]> consumer,
            WorkJournal journal) {
        DataSize largestRecord = new DataSize(settings.stages().maxBytes()).plus(KafkaClients.RECORD_SLACK);
        TransactionWindow window = new TransactionWindow(
                producer,
                new OutcomeRecords(settings.topicPrefix(), settings.instance() + "/" + facts.device(), largestRecord),
                new TransactionWindow.Settings(settings.window(), settings.patience(), kafka.transactionTimeout()),
                System::nanoTime,
                InstantSource.system());
        return new ScoringLoop(
                consumer,
                window,
                stages,
                completions,
                inFlight,
                journal,
                new FrameHistory(settings.duplicates()),
                settings.limit(),
                metrics,
                watch,
                System::nanoTime,
                InstantSource.system());
    }

    private static String firstLine(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }

    private void awaitModelClosed() {
        try {
            if (!stages.awaitClosed(CLOSE)) {
                LOG.warn("the model did not close within {} ms; its thread was abandoned", CLOSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Failures that the operator can fix are reported without a stack trace: OperatorException, also as a cause, and Kafka's exceptions.
     */
    private static Throwable operatorError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException) {
                return cause;
            }
        }
        return failure instanceof KafkaException
                ? new ScorerFailedException("the broker denied access to the scorer: " + failure.getMessage(), failure)
                : failure;
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
