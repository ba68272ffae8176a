// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(BrokerExtension.class)
@Timeout(120)
class ModelRegistryIT {
    private static final String A = "a".repeat(64);

    @Test
    void shouldReadWhatItHasWritten(TestBroker broker) {
        ModelRegistry registry = registry(broker);
        assertThat(registry.read()).isEqualTo(Models.NONE);

        ModelChange change = registry.change(now -> ModelChanges.add(now, model(A), ModelState.ACTIVE, note()));
        assertThat(change).isInstanceOf(ModelChange.Write.class);
        assertThat(registry.read().active()).contains(((ModelChange.Write) change).first());

        ModelChange refused = registry.change(now -> ModelChanges.rollback(now, note()));
        assertThat(refused).isInstanceOfSatisfying(ModelChange.Refused.class, why -> assertThat(why.cause())
                .isEqualTo(ModelChange.Cause.NONE_EARLIER));
    }

    @Test
    void shouldSkipWhatIsNotAModel(TestBroker broker) throws Exception {
        ModelRegistry registry = registry(broker);
        registry.change(now -> ModelChanges.add(now, model(A), note()));
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                new KafkaClients(
                                KafkaSettings.of(broker.bootstrapServers()),
                                settings(broker).frameLimit())
                        .producer("test"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(
                                settings(broker).name(Topic.MODELS), A, "no JSON".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }

        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.invigil");
        Level level = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        try {
            assertThat(registry.read().byDigest()).containsOnlyKeys(A);
            registry.change(now -> ModelChanges.promote(now, A, note(), false));
        } finally {
            logger.detachAppender(log);
            logger.setLevel(level);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("3 records of the topic", "cannot be read and have no effect", "NOT_JSON", "removes one");
    }

    @Test
    void shouldSayThatTheTopicIsMissing(TestBroker broker) {
        ModelRegistry registry = new ModelRegistry(KafkaSettings.of(broker.bootstrapServers()), settings(broker));

        assertThatThrownBy(registry::read)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(settings(broker).name(Topic.MODELS));
    }

    /** Writers that all want to make their own models decide: every change is there, in one order, and one model is ACTIVE. */
    @Test
    void shouldLoseNothingWhenSeveralWriteAtOnce(TestBroker broker) throws Exception {
        createTopic(broker);
        int writers = 3;
        int each = 3;
        CyclicBarrier start = new CyclicBarrier(writers);
        AtomicInteger decisions = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        List<Future<List<ModelChange>>> results = new ArrayList<>();
        try {
            for (int writer = 0; writer < writers; writer++) {
                String name = Integer.toHexString(writer);
                results.add(pool.submit(() -> {
                    ModelRegistry registry =
                            new ModelRegistry(KafkaSettings.of(broker.bootstrapServers()), settings(broker));
                    List<ModelChange> changes = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        String digest = (name + Integer.toHexString(i)).repeat(32);
                        start.await();
                        changes.add(registry.change(now -> {
                            decisions.incrementAndGet();
                            return ModelChanges.add(now, model(digest), ModelState.ACTIVE, note());
                        }));
                    }
                    return changes;
                }));
            }
            for (Future<List<ModelChange>> result : results) {
                assertThat(result.get()).hasSize(each).allMatch(ModelChange.Write.class::isInstance);
            }
        } finally {
            pool.shutdownNow();
        }

        Models models = new ModelRegistry(KafkaSettings.of(broker.bootstrapServers()), settings(broker)).read();
        assertThat(models.byDigest()).hasSize(writers * each);
        assertThat(models.byDigest().values())
                .filteredOn(model -> model.state() == ModelState.ACTIVE)
                .hasSize(1);
        assertThat(models.byDigest().values().stream()
                        .map(model -> model.activation().orElseThrow()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
        assertThat(decisions.get()).as("some writers had to decide again").isGreaterThan(writers * each);
    }

    private static ModelRegistry registry(TestBroker broker) {
        createTopic(broker);
        return new ModelRegistry(KafkaSettings.of(broker.bootstrapServers()), settings(broker));
    }

    private static void createTopic(TestBroker broker) {
        broker.createTopic(Topic.MODELS.suffix(), 1, Map.of("cleanup.policy", "compact"));
    }

    private static TopicSettings settings(TestBroker broker) {
        return TopicSettings.under(broker.prefix());
    }

    private static NewModel model(String digest) {
        return new NewModel(digest, "toy", digest.substring(0, 2), Optional.empty(), Optional.empty());
    }

    private static ChangeNote note() {
        return new ChangeNote("because of the test", "anna", Instant.ofEpochSecond(1));
    }
}
