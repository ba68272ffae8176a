// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.OperatorException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A compacted topic as a map: read to its end, then followed. The map is an immutable snapshot; a new one is published after each
 * poll that has changed something. See {@link TopicReader} for what happens to records that cannot be read and when the broker is
 * away.
 */
public final class TopicTable<K, V> implements AutoCloseable {

    /** Callbacks, on the reading thread. */
    public interface Listener<K, V> {
        /** A key was set after the end that the topic had at the start. */
        default void put(K key, V value) {}

        /** A key was removed after the end that the topic had at the start. */
        default void removed(K key) {}

        /** The table is this now; several times a second, whether it has changed or not. */
        default void current(Map<K, V> snapshot) {}
    }

    private final TopicReader reader;
    private final Function<ConsumerRecord<String, byte[]>, TableEntry<K, V>> entries;
    private final Listener<K, V> listener;
    private final Map<K, V> values = new HashMap<>();
    private volatile Map<K, V> snapshot = Map.of();
    private boolean changed;
    private boolean following;

    /**
     * @param consumer {@code read_committed}, in no group; the table closes it
     * @param entries what a record says; key and value may be null or hold anything
     */
    public TopicTable(
            Consumer<String, byte[]> consumer,
            String topic,
            Function<ConsumerRecord<String, byte[]>, TableEntry<K, V>> entries,
            Listener<K, V> listener,
            TopicReader.Options options) {
        this.entries = entries;
        this.listener = listener;
        this.reader = new TopicReader(consumer, List.of(topic), this::take, options);
    }

    /**
     * Reads to the end that the topic has now.
     *
     * @throws OperatorException if the topic does not exist, or its end is not reached within the patience
     */
    public void readToEnd() {
        try {
            reader.readToEnd();
        } catch (TimeoutException e) {
            throw new OperatorException(e.getMessage(), e);
        }
        publish();
    }

    /**
     * Reads to the end, then follows the topic on a separate thread until {@link #close}.
     *
     * @param onFailure called with the error that ended the thread
     * @throws OperatorException as {@link #readToEnd}
     */
    public void start(String threadName, java.util.function.Consumer<Throwable> onFailure) {
        readToEnd();
        following = true;
        reader.follow(threadName, this::publish, onFailure);
    }

    /** The table as of now. Immutable. Any thread. */
    public Map<K, V> snapshot() {
        return snapshot;
    }

    @Override
    public void close() {
        reader.close();
    }

    private Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record) {
        return entries.apply(record)
                .fold(
                        put -> {
                            values.put(put.key(), put.value());
                            return changed(() -> listener.put(put.key(), put.value()));
                        },
                        removed -> {
                            values.remove(removed.key());
                            return changed(() -> listener.removed(removed.key()));
                        },
                        unreadable -> Optional.of(unreadable.problem()));
    }

    private Optional<RecordProblem> changed(Runnable notice) {
        changed = true;
        if (following) {
            notice.run();
        }
        return Optional.empty();
    }

    private void publish() {
        if (changed) {
            changed = false;
            snapshot = Map.copyOf(values);
        }
        listener.current(snapshot);
    }
}
