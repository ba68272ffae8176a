// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.reliability;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A foreign program that writes random bytes to the topics that services read when they start. It waits for nothing: while the broker is
 * away, records of it may be lost.
 */
final class GarbageProducer implements AutoCloseable {
    private static final List<String> TOPICS = List.of("invigil.thresholds", "invigil.ingest-progress");
    private static final int LONGEST = 200;

    private final KafkaProducer<byte[], byte[]> producer;
    private final SplittableRandom random;

    GarbageProducer(String bootstrapServers, long seed) {
        this.random = new SplittableRandom(seed);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", "100"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends one record to each of the topics. */
    void send() {
        for (String topic : TOPICS) {
            var unused = producer.send(new ProducerRecord<>(topic, bytes(), bytes()));
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        producer.close();
    }
}
