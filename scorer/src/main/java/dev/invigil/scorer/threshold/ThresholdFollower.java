// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.threshold.ThresholdOverrideCodec;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the thresholds topic: read to its end before the scorer is ready, then on a thread of its own. A record that is no override
 * is counted, named in the log, and changes nothing.
 */
public final class ThresholdFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThresholdFollower.class);
    private static final String THREAD = "invigil-scorer-thresholds";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** Hears what comes; on the thread that reads. */
    public interface Listener {
        /** The overrides are these now; also called when nothing has come for a while, since overrides expire. */
        void current(Overrides overrides);

        /** A record was refused. */
        void refused(Reading.Refusal cause);
    }

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final Listener listener;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final LongSupplier nanos;
    private final Thread thread = new Thread(this::follow, THREAD);
    private volatile Overrides current = Overrides.NONE;
    private volatile boolean closing;

    /**
     * @param consumer {@code read_committed}, in no group; owned by this from now on
     * @param onFailure takes what ended the thread
     */
    public ThresholdFollower(
            Consumer<String, byte[]> consumer,
            String topic,
            Listener listener,
            java.util.function.Consumer<Throwable> onFailure,
            LongSupplier nanos) {
        this.consumer = consumer;
        this.topic = topic;
        this.listener = listener;
        this.onFailure = onFailure;
        this.nanos = nanos;
    }

    /**
     * Reads what is there, then goes on by itself.
     *
     * @param patience how long reading may take
     * @throws OperatorException when there is no such topic, or its end is not reached by then
     */
    public void start(Duration patience) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new OperatorException("there is no topic " + topic + "; `invigil topics create` makes it");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long begin = nanos.getAsLong();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (nanos.getAsLong() - begin > patience.toNanos()) {
                throw new OperatorException("the topic " + topic + " could not be read to its end within "
                        + patience.toSeconds() + " s; is the broker well?");
            }
            poll();
        }
        listener.current(current);
        thread.start();
    }

    /** All overrides as of now. Any thread. */
    public Overrides current() {
        return current;
    }

    private void follow() {
        try {
            while (!closing) {
                poll();
                listener.current(current);
            }
        } catch (Throwable e) {
            // also errors: an operator who lowers a threshold must not talk to a dead thread
            onFailure.accept(e);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (record.value() == null) {
                takeBack(record);
            } else {
                set(record);
            }
        }
    }

    private void takeBack(ConsumerRecord<String, byte[]> record) {
        Optional<ThresholdKey> key = ThresholdKey.parse(record.key());
        if (key.isPresent()) {
            current = current.without(key.get());
            tell("threshold of {} is the bundle's again", key.get());
        } else {
            refuse(record, Reading.Refusal.INVALID, "the key is not product/camera");
        }
    }

    private void set(ConsumerRecord<String, byte[]> record) {
        Reading<ThresholdOverride> reading = ThresholdOverrideCodec.decode(record.key(), record.value());
        if (reading instanceof Reading.Accepted<ThresholdOverride> accepted) {
            ThresholdOverride set = accepted.value();
            current = current.with(
                    new Overrides.Entry(set, new RecordPosition(record.topic(), record.partition(), record.offset())));
            tell(
                    "threshold of {} set by {}: reject {}, review {} ({})",
                    set.key(),
                    set.setBy(),
                    set.reject(),
                    set.review(),
                    set.reason());
        } else {
            Reading.Refused<ThresholdOverride> refused = (Reading.Refused<ThresholdOverride>) reading;
            refuse(record, refused.refusal(), refused.detail());
        }
    }

    /** Changes while the scorer runs are worth a line; what was there before is not. */
    private static void tell(String format, Object... values) {
        if (Thread.currentThread().getName().equals(THREAD)) {
            LOG.info(format, values);
        }
    }

    private void refuse(ConsumerRecord<String, byte[]> record, Reading.Refusal cause, String detail) {
        listener.refused(cause);
        LOG.warn(
                "{}-{} offset {} is no threshold and is ignored: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                detail);
    }

    /** Asks the thread to end, and waits for it a moment. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(CloseOptions.timeout(CLOSE));
            return;
        }
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
