// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import dev.invigil.ingest.publish.FrameTransaction;
import dev.invigil.ingest.publish.Progress;
import dev.invigil.ingest.publish.ProgressTopic;
import dev.invigil.ingest.publish.Publisher;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.IngestSource;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.disk.DiskWatch;
import dev.invigil.kit.disk.FreeSpace;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** All sources of one ingest, and the publisher they send through. */
public final class IngestService implements Service {

    private static final int BATCH_FRAMES = 64;
    private static final long BATCH_BYTES = 16L << 20;
    private static final int QUEUE = 256;
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    /** Longer than any transaction timeout, so that reading the progress succeeds after another ingest has crashed. */
    private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(60);

    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final IngestConfig config;
    private final Publisher publisher;
    private final List<IngestSource> sources = new ArrayList<>();
    private final Deque<Service> started = new ArrayDeque<>();
    private final FailureListener onFailure;
    private final BrokerWatch broker = new BrokerWatch("ingest", System::nanoTime);
    private volatile Optional<BrokerProbe> probe = Optional.empty();

    /**
     * Creates all parts; does not connect yet.
     *
     * @param health receives one check of the broker and one of each source
     * @param onFailure called when the broker has been unreachable for longer than the configured patience, or after a bug
     */
    public IngestService(
            KafkaSettings kafka,
            TopicSettings topics,
            IngestConfig config,
            PrometheusRegistry registry,
            Health health,
            Clock clock,
            FailureListener onFailure) {
        this.kafka = kafka;
        this.topics = topics;
        this.config = config;
        this.onFailure = onFailure;
        IngestMetrics metrics = new IngestMetrics(registry, config.namedCameras(), config.metricCameras());
        this.publisher = publisher(metrics, clock, onFailure);
        FrameSink sink = new SpaceGate(
                new DiskWatch(config.freeSpace(), FreeSpace.OF_THIS_MACHINE, System::nanoTime), publisher);
        SourceConfig.Surroundings surroundings =
                new SourceConfig.Surroundings(config.line(), topics.frameLimit(), sink, metrics, clock, onFailure);
        config.sources().forEach(source -> sources.add(source.open(surroundings)));
        metrics.disks(registry, config.freeSpace(), FreeSpace.OF_THIS_MACHINE);
        sources.forEach(source -> metrics.announce(source.name()));
        health.addReady(
                "ingest-broker",
                () -> sink.unavailable().map(Publication.NotSent::detail).or(broker::readyProblem));
        sources.forEach(source -> health.addReady("ingest-" + source.name(), source::problem));
    }

    private Publisher publisher(IngestMetrics metrics, Clock clock, FailureListener onFailure) {
        KafkaClients clients = new KafkaClients(kafka, topics.frameLimit());
        String clientId = topics.prefix() + "ingest." + config.id();
        Map<String, Object> producer = new HashMap<>(clients.transactionalProducer(clientId, clientId));
        // records that are not delivered when the broker ends the transaction are aborted with it, so waiting longer
        // has no use
        producer.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_500);
        producer.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        Duration transaction = Duration.ofMillis(
                Long.parseLong(String.valueOf(producer.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG))));
        producer.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                Math.max(KafkaClients.TRANSACTION_TIMEOUT_MILLIS, transaction.toMillis()));
        Progress progress = new Progress(config.id());
        return new Publisher(
                () -> newProducer(producer),
                () -> new ProgressTopic(
                        topics.name(Topic.INGEST_PROGRESS),
                        Admin.create(clients.admin(clientId)),
                        new KafkaConsumer<>(
                                clients.consumer(clientId, clientId),
                                new StringDeserializer(),
                                new ByteArrayDeserializer()),
                        PROGRESS_LIMIT,
                        metrics::progressUnreadable),
                new FrameTransaction(
                        config.line(), topics.name(Topic.FRAMES), topics.name(Topic.INGEST_PROGRESS), progress, clock),
                progress,
                new Publisher.Limits(BATCH_FRAMES, BATCH_BYTES, QUEUE, config.patience(), BACKOFF, transaction),
                metrics,
                onFailure);
    }

    private static Producer<String, byte[]> newProducer(Map<String, Object> properties) {
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public String name() {
        return "ingest";
    }

    /**
     * Starts the sources, creates or verifies the topics, and starts the publisher, in this order: the publisher ends a running ingest with
     * the same id, so everything that can fail comes before it. Sources accept frames once the progress has been read.
     *
     * @throws dev.invigil.kit.OperatorException when the broker does not answer, a topic has wrong settings, or a port is in use
     */
    @Override
    public void start() throws Exception {
        try {
            for (IngestSource source : sources) {
                source.start();
                started.push(source);
            }
            TopicProvisioner.ensure(kafka, topics, config.patience());
            KafkaClients clients = new KafkaClients(kafka, topics.frameLimit());
            BrokerFeatures.lookUp(clients, "invigil-ingest-features");
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("interrupted while looking up the features of the broker");
            }
            probe = Optional.of(BrokerProbe.start(
                    clients,
                    "invigil-ingest-probe",
                    broker,
                    config.patience(),
                    lost -> onFailure.failed(name(), lost)));
        } catch (Exception e) {
            stopAfter(e);
            throw e;
        }
        publisher.start();
    }

    private void stopAfter(Exception failure) {
        // an interrupt was for the start; stopping waits for threads, which an interrupt would cut short
        boolean interrupted = Thread.interrupted();
        try {
            stop();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port of the HTTP source, when there is one; after the start. */
    public OptionalInt httpPort() {
        return sources.stream()
                .map(IngestSource::port)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** Stops the sources, commits what they have submitted, and closes the producer. */
    @Override
    public void stop() throws Exception {
        probe.ifPresent(BrokerProbe::close);
        try {
            while (!started.isEmpty()) {
                started.pop().stop();
            }
        } finally {
            publisher.stop();
        }
    }
}
