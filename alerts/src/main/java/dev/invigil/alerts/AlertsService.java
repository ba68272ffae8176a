// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.BrokerFeatures;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verdicts in, alerts out, until stopped. Any number of instances share the work, each camera's by one of them. */
public final class AlertsService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(AlertsService.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final AlertsConfig config;
    private final AlertsMetrics metrics;
    private final FailureListener onFailure;
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    /** {@link System#nanoTime()} of the first failure since Streams ran; 0 when there was none. */
    private final AtomicLong failingSince = new AtomicLong();

    private volatile KafkaStreams streams;

    /**
     * Connects to nothing yet.
     *
     * @param health gets a check: ready while Streams runs or shares out the work anew
     * @param onFailure told when the broker has been away for longer than the configured patience, or of a bug
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
        this.metrics = new AlertsMetrics(registry);
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
        BrokerFeatures.lookUp(new KafkaClients(kafka, topics.frameLimit()), "invigil-alerts-features");
        streams = open();
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
        } catch (Exception e) {
            Exception told = told(e);
            try {
                stop();
            } catch (OperatorException leftBehind) {
                told.addSuppressed(leftBehind);
            }
            throw told;
        }
    }

    /** Finishes the transaction at hand and leaves the group, so that others take over at once. */
    @Override
    public void stop() {
        boolean closed =
                streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_LIMIT));
        if (!closed) {
            throw new OperatorException("alerts did not stop within " + CLOSE_LIMIT.toSeconds()
                    + " s and was left behind; the broker aborts what it has not committed");
        }
    }

    private KafkaStreams open() {
        try {
            return new KafkaStreams(
                    AlertTopology.build(config, topics, metrics), StreamsProperties.of(config, kafka, topics));
        } catch (KafkaException e) {
            throw StreamsFailure.of(e, kafka)
                    .orElseGet(() -> new OperatorException(
                            "alerts cannot start Kafka Streams: " + e.getMessage() + "; check the kafka section", e));
        }
    }

    /**
     * A stream thread has ended. While the broker may answer otherwise the next time, another thread takes its place and goes on from
     * the committed offsets, for as long as the patience lasts; otherwise there is nothing left but to stop and say why.
     */
    private StreamThreadExceptionResponse threadEnded(Throwable cause) {
        if (StreamsFailure.mayPass(cause) && !isOutOfPatience()) {
            LOG.warn("a stream thread is replaced: {}", cause.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        Throwable told =
                StreamsFailure.of(cause, kafka).map(Throwable.class::cast).orElse(cause);
        if (!running.completeExceptionally(told)) {
            onFailure.failed(name(), told);
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Since Streams ran last. */
    private boolean isOutOfPatience() {
        long now = System.nanoTime();
        long since = failingSince.updateAndGet(before -> before == 0 ? now : before);
        return now - since > config.patience().toNanos();
    }

    private Exception told(Exception startFailure) {
        if (startFailure instanceof TimeoutException) {
            return new OperatorException(
                    "alerts got no share of the work from the broker at " + kafka.bootstrapServers() + " within "
                            + config.patience().toSeconds() + " s; see the broker's log, or raise alerts.patience",
                    startFailure);
        }
        return startFailure instanceof ExecutionException && startFailure.getCause() instanceof Exception cause
                ? cause
                : startFailure;
    }

    private Optional<String> problem() {
        KafkaStreams.State state = streams == null ? KafkaStreams.State.CREATED : streams.state();
        return state.isRunningOrRebalancing() && running.isDone()
                ? Optional.empty()
                : Optional.of("Kafka Streams is " + state);
    }
}
