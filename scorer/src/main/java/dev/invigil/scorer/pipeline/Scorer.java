// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.topic.Topic;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.threshold.Overrides;
import dev.invigil.scorer.threshold.ThresholdFollower;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

    /**
     * @param topicPrefix before every topic's name
     * @param instance name of this scorer, as verdicts carry it
     * @param device how long the device may take before the scorer is unhealthy
     * @param drain how long stopping may take to finish what is in flight
     */
    public record Settings(
            String topicPrefix,
            String instance,
            ScoringStages.Settings stages,
            LoadLimit limit,
            TransactionWindow.Settings window,
            DeviceWatch.Limits device,
            Duration drain) {}

    private final Settings settings;
    private final KafkaClientFactory kafka;
    private final ScorerMetrics metrics;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final CompletionQueue completions = new CompletionQueue();
    private final InFlight inFlight = new InFlight();
    private final DeviceWatch watch;
    private final ScoringStages stages;
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private volatile ThresholdFollower thresholds;
    private volatile Thread pollThread;
    private volatile boolean stopping;

    /**
     * @param model opened on the device thread
     * @param onFailure told by the poll thread what ended it; an {@link OperatorException} when a person can mend it
     */
    public Scorer(
            Settings settings,
            ScoringModel.Source model,
            KafkaClientFactory kafka,
            ScorerMetrics metrics,
            java.util.function.Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.kafka = kafka;
        this.metrics = metrics;
        this.onFailure = onFailure;
        this.watch = new DeviceWatch(settings.device(), System::nanoTime);
        this.stages = new ScoringStages(
                settings.stages(),
                model,
                this::overrides,
                inFlight::isCurrent,
                completions,
                metrics,
                watch,
                System::nanoTime,
                InstantSource.system());
    }

    /**
     * Prepares the topics, opens and warms the model, reads the thresholds set by hand, then joins the group. Returns when all is done.
     *
     * @throws RuntimeException when the model cannot be opened or the broker refuses; nothing is left open then
     */
    public ModelFacts start() throws InterruptedException {
        kafka.prepare();
        ModelFacts facts;
        try {
            facts = stages.open().get();
        } catch (ExecutionException e) {
            stages.close();
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            stages.close();
            awaitModelClosed();
            throw e;
        }
        LOG.info(
                "scoring on {} with {} {} ({}), {} pixels, batches of up to {}, products {}",
                facts.device(),
                facts.identity().name(),
                facts.identity().version(),
                facts.identity().digest(),
                facts.side(),
                settings.stages().batch(),
                facts.thresholds().keySet().stream().sorted().toList());
        follow(facts);
        pollThread = new Thread(() -> run(facts), "invigil-scorer-poll");
        pollThread.start();
        try {
            subscribed.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            stopping = true;
            throw e;
        }
        return facts;
    }

    /**
     * Offers a model to take the active one's place: it is loaded, warmed and tested beside, and scores from a batch on. A refusal
     * changes nothing.
     *
     * @throws IllegalStateException before {@link #start} has returned
     */
    public CompletableFuture<OfferOutcome> offer(ScoringModel.Source model) {
        return stages.offer(model);
    }

    /** Sees a device that hangs. */
    public DeviceWatch watch() {
        return watch;
    }

    private void follow(ModelFacts facts) {
        try {
            thresholds = new ThresholdFollower(
                    kafka.thresholds(),
                    Topic.THRESHOLDS.name(settings.topicPrefix()),
                    new OverrideWatch(() -> stages.model().orElse(facts), metrics, InstantSource.system()),
                    completions::fail,
                    System::nanoTime);
            thresholds.start(settings.window().patience());
        } catch (RuntimeException e) {
            closeThresholds();
            stages.close();
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

    /** Finishes what is in flight within the bound, commits it, leaves the group and closes everything. */
    public void stop() throws InterruptedException {
        stopping = true;
        Thread polling = pollThread;
        if (polling != null) {
            polling.join();
        }
    }

    private void run(ModelFacts facts) {
        Throwable failure = null;
        try (Producer<String, byte[]> producer = kafka.producer();
                Consumer<String, byte[]> consumer = kafka.consumer()) {
            ScoringLoop loop = loop(facts, producer, consumer);
            try {
                loop.subscribe(Topic.FRAMES.name(settings.topicPrefix()));
                subscribed.complete(null);
                while (!stopping) {
                    loop.turn();
                }
                if (!loop.drain(settings.drain())) {
                    LOG.warn(
                            "{} frames were not finished within {} ms; another scorer will read them again",
                            inFlight.frames(),
                            settings.drain().toMillis());
                }
            } catch (Throwable e) {
                // also errors: a dead poll thread must never go unnoticed
                failure = e;
                loop.abandon();
            }
            consumer.close(CloseOptions.timeout(CLOSE));
            producer.close(CLOSE);
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
        closeThresholds();
        stages.close();
        awaitModelClosed();
        if (failure != null && !subscribed.completeExceptionally(operatorError(failure))) {
            onFailure.accept(operatorError(failure));
        }
    }

    private ScoringLoop loop(ModelFacts facts, Producer<String, byte[]> producer, Consumer<String, byte[]> consumer) {
        DataSize largestRecord = new DataSize(settings.stages().maxBytes()).plus(KafkaClients.RECORD_SLACK);
        TransactionWindow window = new TransactionWindow(
                producer,
                new OutcomeRecords(settings.topicPrefix(), settings.instance() + "/" + facts.device(), largestRecord),
                settings.window(),
                System::nanoTime,
                InstantSource.system());
        return new ScoringLoop(
                consumer,
                window,
                stages,
                completions,
                inFlight,
                settings.limit(),
                metrics,
                watch,
                System::nanoTime,
                InstantSource.system());
    }

    private void awaitModelClosed() {
        try {
            if (!stages.awaitClosed(CLOSE)) {
                LOG.warn("the model did not close within {} ms; its thread is left behind", CLOSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a person can mend is told without a stack trace: exceptions of ours within Kafka's, and Kafka's own. */
    private static Throwable operatorError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException) {
                return cause;
            }
        }
        return failure instanceof KafkaException
                ? new ScorerFailedException("the broker refuses the scorer: " + failure.getMessage(), failure)
                : failure;
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
