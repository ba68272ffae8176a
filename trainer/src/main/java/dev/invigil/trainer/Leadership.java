// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.kit.kafka.BrokerWatch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which trainer of an installation works: the one that has the only partition of the {@code models} topic in their consumer group. When it
 * stops or dies, Kafka gives the partition to another. Owned by one thread; {@link #isLeader} may be asked by any.
 */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final Consumer<Boolean> listener;
    private volatile boolean leader;

    /**
     * @param consumer of the trainers' group; closed by this class
     * @param topic with one partition
     * @param listener called when it is gained or lost, on the owning thread
     */
    Leadership(
            org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
            String topic,
            Consumer<Boolean> listener) {
        this.consumer = consumer;
        this.listener = listener;
        consumer.subscribe(List.of(topic), new Rebalance());
    }

    /** Whether this trainer works. */
    boolean isLeader() {
        return leader;
    }

    /** Takes part in the group, for at most this time. */
    void poll(Duration time) {
        // the records are read elsewhere
        consumer.poll(time);
    }

    /** Lets the watch see when the broker was last reached. */
    void observe(BrokerWatch broker) {
        broker.observe(consumer);
    }

    /** Ends the poll at hand with an exception. Any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** Leaves the group, so that another takes over at once. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
        become(false);
    }

    private void become(boolean now) {
        if (now != leader) {
            leader = now;
            LOG.info(now ? "this trainer works now" : "this trainer does not work any more; another may");
            listener.accept(now);
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                consumer.pause(partitions);
                become(true);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                become(false);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            become(false);
        }
    }
}
