// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import dev.invigil.contracts.label.Label;
import dev.invigil.kit.kafka.TableEntry;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.label.LabelEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts the labels that are new since the last run, by their offsets on the {@code labels} topic. A label that was taken back does not count. Owned
 * by one thread; the counts may be read by any.
 */
public final class LabelCount implements AutoCloseable {
    private final TopicTable<String, At> table;
    private final Path file;
    private long base = -1;

    /** A label and its offset. */
    private record At(long offset, Label label) {}

    /**
     * What is kept.
     *
     * @param offset the first that is new
     */
    record Kept(long offset) {}

    /**
     * @param consumer {@code read_committed}, in no group; closed by this class
     * @param file need not exist yet; its folder must
     */
    public LabelCount(Consumer<String, byte[]> consumer, String topic, TopicReader.Options options, Path file) {
        this.file = file;
        this.table = new TopicTable<>(consumer, topic, LabelCount::read, new TopicTable.Listener<>() {}, options);
    }

    private static TableEntry<String, At> read(ConsumerRecord<String, byte[]> record) {
        return LabelEntries.read(record)
                .fold(
                        put -> new TableEntry.Put<>(put.key(), new At(record.offset(), put.value())),
                        removed -> new TableEntry.Removed<>(removed.key()),
                        unreadable -> new TableEntry.Unreadable<>(unreadable.problem()));
    }

    /**
     * Reads the topic to its end, then follows it on a thread of its own.
     *
     * @param onFailure called with the failure that ended the thread
     */
    public void start(java.util.function.Consumer<Throwable> onFailure) {
        table.start("invigil-trainer-labels", onFailure);
    }

    /** Labels in force. */
    public int total() {
        return table.snapshot().size();
    }

    /** Labels of this quality in force. */
    public int total(Label.Quality quality) {
        return (int) table.snapshot().values().stream()
                .filter(at -> at.label().quality() == quality)
                .count();
    }

    /**
     * The trigger when this many labels are new; the same again until {@link #done}. A first start counts those that are there as old.
     *
     * @throws IOException if the file cannot be read or written
     */
    public Optional<Trigger> due(int wanted, Instant now) throws IOException {
        if (base < 0) {
            if (Files.exists(file)) {
                base = JsonFile.read(file, Kept.class).offset();
            } else {
                done();
            }
        }
        // a topic that was made anew counts from 0 again
        base = Math.min(base, next());
        long from = base;
        int fresh = (int) table.snapshot().values().stream()
                .filter(at -> at.offset() >= from)
                .count();
        return fresh >= wanted ? Optional.of(new Trigger.Labels(fresh, now)) : Optional.empty();
    }

    /**
     * All labels that are there now have their run.
     *
     * @throws IOException if the file cannot be written
     */
    public void done() throws IOException {
        long next = next();
        JsonFile.write(file, new Kept(next));
        base = next;
    }

    /** The offset after that of the latest label in force: all later labels have this one or a higher one. */
    private long next() {
        return 1
                + table.snapshot().values().stream().mapToLong(At::offset).max().orElse(-1);
    }

    @Override
    public void close() {
        table.close();
    }
}
