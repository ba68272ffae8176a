// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Single requests of an operator, such as to write one record: each has a client of its own. A broker that does not answer or refuses gives
 * an {@link OperatorException} that names the remedy. Any thread.
 */
public final class BrokerRequests {
    /** How long the broker may take to answer. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private final KafkaClients clients;
    private final String clientId;
    private final String addressSetting;

    /** @param addressSetting names the setting that the address of the broker comes from, for the remedies of errors */
    public BrokerRequests(KafkaClients clients, String clientId, String addressSetting) {
        this.clients = clients;
        this.clientId = clientId;
        this.addressSetting = addressSetting;
    }

    /** A consumer of committed records, in no group. Create and use it within {@link #ask}. */
    public KafkaConsumer<String, byte[]> reader() {
        Map<String, Object> properties = new HashMap<>(clients.reader(clientId, PATIENCE));
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Writes a record; it is on the topic when this returns.
     *
     * @throws OperatorException if the broker does not answer or refuses
     * @throws InterruptException if the thread is interrupted
     */
    public RecordMetadata send(ProducerRecord<String, byte[]> record) {
        Map<String, Object> properties = new HashMap<>(clients.producer(clientId));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        return ask(() -> {
            try (Producer<String, byte[]> producer =
                    new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
                return producer.send(record).get();
            } catch (ExecutionException e) {
                throw new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        });
    }

    /**
     * Makes a request.
     *
     * @throws OperatorException if the broker does not answer or refuses
     * @throws InterruptException if the thread is interrupted
     */
    public <T> T ask(Supplier<T> request) {
        try {
            return request.get();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // the message of a client that cannot be created is in its cause
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            String access = remedy(e.getCause() == null ? e : e.getCause());
            throw new OperatorException(
                    "the broker at " + clients.settings().bootstrapServers() + " cannot be used: " + reason
                            + (access.isEmpty() ? "; start the broker, or correct " + addressSetting : access),
                    e);
        }
    }

    /** What to do about a login or a right that is missing, to be added to a message; empty for other failures. */
    public static String remedy(Throwable failure) {
        if (failure instanceof AuthenticationException) {
            return "; check the login in the kafka section";
        }
        return failure instanceof AuthorizationException ? "; check the rights (ACLs) of this user at the broker" : "";
    }
}
