// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.alerts.sink.SinkConfig;
import dev.invigil.alerts.sink.SinkMetrics;
import dev.invigil.alerts.sink.SinkService;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.BrokerFeatures;
import dev.invigil.kit.kafka.BrokerProbe;
import dev.invigil.kit.kafka.BrokerWatch;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads verdicts and sends alerts, to the topic and to the sinks, until stopped. Any number of instances share the work; each camera is processed by one of them. */
public final class AlertsService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(AlertsService.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final int SINK_REQUEST_MILLIS = 5_000;

    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final AlertsConfig config;
    private final AlertsMetrics metrics;
    private final FailureListener onFailure;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    /** {@link System#nanoTime()} of the first failure since Streams ran; 0 when there was no failure. */
    private final AtomicLong failingSince = new AtomicLong();

    private final BrokerWatch broker = new BrokerWatch("alerts", System::nanoTime);
    private final SinkMetrics sinkMetrics;

    private volatile Optional<ModelFollower> models = Optional.empty();
    private volatile Optional<SinkService> sinks = Optional.empty();
    private volatile Optional<BrokerProbe> probe = Optional.empty();
    private volatile KafkaStreams streams;

    /**
     * Does not connect yet.
     *
     * @param health receives a readiness check: ready while Streams is running or rebalancing and the broker answers
     * @param onFailure called when the broker has been unreachable for longer than the configured patience, or after a bug
     */
    public AlertsService(
            KafkaSettings kafka,
            TopicSettings topics,
            AlertsConfig config,
            PrometheusRegistry registry,
            Health health,
            FailureListener onFailure) {
        this.kafka = kafka;
        this.topics = topics;
        this.config = config;
        this.metrics = new AlertsMetrics(registry, config.cameras().keySet(), config.metricCameras());
        metrics.lag(this::consumerMetrics, topics.name(Topic.VERDICTS));
        this.sinkMetrics = new SinkMetrics(registry, Clock.systemUTC());
        this.onFailure = onFailure;
        health.addReady("alerts", this::problem);
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public void start() throws Exception {
        TopicProvisioner.ensure(kafka, topics, config.patience());
        KafkaClients clients = new KafkaClients(kafka, topics.frameLimit());
        BrokerFeatures.lookUp(clients, "invigil-alerts-features");
        ModelFollower follower = follower();
        models = Optional.of(follower);
        try {
            follower.start();
            // before the first alert
            sinks = Optional.of(SinkService.start(
                    config.sinks(), this::sinkConsumer, topics.name(Topic.ALERTS), sinkMetrics, onFailure));
            streams = open(follower);
        } catch (RuntimeException e) {
            sinks.ifPresent(SinkService::close);
            follower.close();
            throw operatorsOr(e);
        }
        streams.setUncaughtExceptionHandler(this::threadEnded);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                failingSince.set(0);
                running.complete(null);
            }
        });
        try {
            streams.start();
            running.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
            probe = Optional.of(BrokerProbe.start(
                    clients,
                    "invigil-alerts-probe",
                    broker,
                    config.patience(),
                    lost -> onFailure.failed(name(), lost)));
        } catch (Exception e) {
            Exception failure = describeStartFailure(e);
            try {
                stop();
            } catch (OperatorException leftBehind) {
                failure.addSuppressed(leftBehind);
            }
            throw failure;
        }
    }

    /** Finishes the current transaction and leaves the group, so that other instances take over at once. */
    @Override
    public void stop() {
        probe.ifPresent(BrokerProbe::close);
        models.ifPresent(ModelFollower::close);
        sinks.ifPresent(SinkService::close);
        boolean closed =
                streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_LIMIT));
        if (!closed) {
            throw new OperatorException("alerts did not stop within " + CLOSE_LIMIT.toSeconds()
                    + " s; its threads were abandoned, and the broker aborts the open transaction");
        }
    }

    private ModelFollower follower() {
        try {
            return new ModelFollower(
                    new KafkaConsumer<>(
                            new KafkaClients(kafka, topics.frameLimit()).reader(config.applicationId() + "-models"),
                            new StringDeserializer(),
                            new ByteArrayDeserializer()),
                    topics.name(Topic.MODELS),
                    config.patience(),
                    cause -> onFailure.failed(name(), cause));
        } catch (KafkaException e) {
            throw operatorsOr(e);
        }
    }

    /** Each sink is a group of its own, so that it has its own offsets. */
    private Consumer<String, byte[]> sinkConsumer(SinkConfig sink) {
        String group = config.applicationId() + "-sink-" + sink.name();
        Map<String, Object> properties =
                new HashMap<>(new KafkaClients(kafka, topics.frameLimit()).consumer(group, group));
        // a commit that the broker does not answer is repeated by the sink
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, SINK_REQUEST_MILLIS);
        properties.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, SINK_REQUEST_MILLIS);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The failure as one that the operator can fix; the same failure when it is a bug. */
    private RuntimeException operatorsOr(RuntimeException failure) {
        return StreamsFailure.of(failure, kafka)
                .map(RuntimeException.class::cast)
                .orElse(failure);
    }

    private KafkaStreams open(ModelFollower follower) {
        try {
            return new KafkaStreams(
                    AlertTopology.build(config, topics, metrics, follower::active),
                    StreamsProperties.of(config, kafka, topics));
        } catch (KafkaException e) {
            throw StreamsFailure.of(e, kafka)
                    .orElseGet(() -> new OperatorException(
                            "alerts cannot start Kafka Streams: " + e.getMessage() + "; check the kafka section", e));
        }
    }

    /**
     * A stream thread has ended. After a transient failure another thread replaces it and continues from the committed offsets, as long as
     * the patience lasts. Otherwise the service stops and reports the cause.
     */
    private StreamThreadExceptionResponse threadEnded(Throwable cause) {
        if (StreamsFailure.isTransient(cause) && !isOutOfPatience()) {
            metrics.threadRestarted();
            LOG.warn("a stream thread failed and is replaced: {}", Reason.of(cause));
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        Throwable reported =
                StreamsFailure.of(cause, kafka).map(Throwable.class::cast).orElse(cause);
        if (!running.completeExceptionally(reported)) {
            onFailure.failed(name(), reported);
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Measured since Streams was last running. */
    private boolean isOutOfPatience() {
        long now = System.nanoTime();
        long since = failingSince.updateAndGet(before -> before == 0 ? now : before);
        return now - since > config.patience().toNanos();
    }

    private Exception describeStartFailure(Exception startFailure) {
        if (startFailure instanceof TimeoutException) {
            return new OperatorException(
                    "the broker at " + kafka.bootstrapServers() + " assigned no partitions to alerts within "
                            + config.patience().toSeconds() + " s; check the broker's log, or raise alerts.patience",
                    startFailure);
        }
        return startFailure instanceof ExecutionException && startFailure.getCause() instanceof Exception cause
                ? cause
                : startFailure;
    }

    private Map<MetricName, ? extends Metric> consumerMetrics() {
        KafkaStreams current = streams;
        return current == null ? Map.of() : current.metrics();
    }

    private Optional<String> problem() {
        if (streams == null) {
            return Optional.of("starting: the broker has not answered yet");
        }
        KafkaStreams.State state = streams.state();
        if (!running.isDone()) {
            return Optional.of("starting: Kafka Streams is " + state);
        }
        return state.isRunningOrRebalancing() ? broker.readyProblem() : Optional.of("Kafka Streams is " + state);
    }
}
