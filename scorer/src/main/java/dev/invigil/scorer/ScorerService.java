// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.contracts.config.DataSize;
import dev.invigil.contracts.http.Health;
import dev.invigil.contracts.kafka.KafkaClients;
import dev.invigil.contracts.kafka.KafkaSettings;
import dev.invigil.contracts.lifecycle.FailureListener;
import dev.invigil.contracts.lifecycle.Service;
import dev.invigil.contracts.topic.TopicSettings;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.pipeline.KafkaPorts;
import dev.invigil.scorer.pipeline.LoadLimit;
import dev.invigil.scorer.pipeline.MapPolicy;
import dev.invigil.scorer.pipeline.Scorer;
import dev.invigil.scorer.pipeline.ScorerMetrics;
import dev.invigil.scorer.pipeline.ScoringStages;
import dev.invigil.scorer.pipeline.TransactionWindow;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The scorer as a service. Its topics must be there before it starts. */
public final class ScorerService implements Service {
    private static final int MAX_POLL_RECORDS = 64;

    private final ScorerConfig config;
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final Scorer scorer;
    private final String instance;
    private volatile String notReady = "the model is not loaded yet";

    /**
     * @param model opened on the device thread when the service starts
     * @param health gets a readiness check: ready once the model is warm and the group is joined
     * @param failures told what ends the scorer while it runs
     */
    public ScorerService(
            ScorerConfig config,
            KafkaSettings kafka,
            TopicSettings topics,
            ScoringModel.Source model,
            PrometheusRegistry registry,
            Health health,
            FailureListener failures) {
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
        this.instance = config.instance().orElseGet(ScorerService::makeName);
        this.scorer = new Scorer(settings(), model, new Clients(), new ScorerMetrics(registry), cause -> {
            notReady = "the scorer has failed: " + cause.getMessage();
            failures.failed(name(), cause);
        });
        health.addReady(name(), () -> Optional.ofNullable(notReady));
    }

    @Override
    public String name() {
        return "scorer";
    }

    @Override
    public void start() throws InterruptedException {
        scorer.start();
        notReady = null;
    }

    @Override
    public void stop() throws InterruptedException {
        notReady = "the scorer is stopping";
        scorer.stop();
    }

    private Scorer.Settings settings() {
        int cores = Runtime.getRuntime().availableProcessors();
        int decodeThreads = config.decodeThreads().orElse(Math.max(1, cores / 2));
        return new Scorer.Settings(
                topics.prefix(),
                instance,
                new ScoringStages.Settings(
                        config.batch(),
                        config.maxWait(),
                        decodeThreads,
                        Math.max(1, cores / 4),
                        config.maxPixels(),
                        topics.frameLimit().bytes(),
                        config.minRegionArea(),
                        new MapPolicy(config.passMaps())),
                new LoadLimit(config.maxInFlight(), config.maxInFlightBytes().bytes()),
                new TransactionWindow.Settings(config.window(), config.patience()),
                config.drain());
    }

    private static String makeName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            host = "scorer";
        }
        return host + "-" + Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000000, 0x10000000));
    }

    /** Clients at the configured broker. */
    private final class Clients implements KafkaPorts {
        private final String clientId = "invigil-scorer-" + instance;

        @Override
        public Consumer<String, byte[]> consumer() {
            Map<String, Object> properties =
                    new HashMap<>(new KafkaClients(kafka, topics.frameLimit()).consumer(clientId, config.group()));
            // the load limits may be passed by one poll at most: keep it small
            properties.putIfAbsent(
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(MAX_POLL_RECORDS, config.maxInFlight()));
            if (!"consumer".equals(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
                // a scorer that joins takes its share only; the others keep working on theirs
                properties.putIfAbsent(
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            }
            return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public Producer<String, byte[]> producer() {
            // a dead letter is a whole frame with some headers more
            DataSize largest = topics.frameLimit().plus(KafkaClients.RECORD_SLACK);
            Map<String, Object> properties = new HashMap<>(
                    new KafkaClients(kafka, largest).transactionalProducer(clientId, config.group() + "-" + instance));
            // shorter than the patience, so that the poll thread is back in time for its group
            properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
            return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        }
    }
}
