// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TableEntry;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows the alerts and finds those which say that a calibration no longer holds. Each incident gives one trigger, also one that was opened
 * while the service was down. Owned by one thread.
 */
public final class DriftWatch implements AutoCloseable {
    private final TopicTable<String, Alert> table;
    private final Set<AlertCause> causes;
    private final Set<String> seen;

    /**
     * @param consumer {@code read_committed}, in no group; closed by this class
     * @param causes those that ask for a new model
     * @param known incidents that had their run before
     */
    public DriftWatch(
            Consumer<String, byte[]> consumer,
            String topic,
            TopicReader.Options options,
            Set<AlertCause> causes,
            Set<String> known) {
        this.seen = new HashSet<>(known);
        this.causes = Set.copyOf(causes);
        this.table = new TopicTable<>(consumer, topic, DriftWatch::read, new TopicTable.Listener<>() {}, options);
    }

    private static TableEntry<String, Alert> read(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return new TableEntry.Unreadable<>(new RecordProblem(RecordProblem.FAILED, "the record has no key"));
        }
        if (record.value() == null) {
            return new TableEntry.Removed<>(record.key());
        }
        return AlertCodec.decode(record.value())
                .fold(
                        alert -> new TableEntry.Put<>(record.key(), alert),
                        refused -> new TableEntry.Unreadable<>(
                                new RecordProblem(refused.refusal().name(), refused.detail())));
    }

    /**
     * Reads the topic to its end, then follows it on a thread of its own.
     *
     * @param onFailure called with the failure that ended the thread
     */
    public void start(java.util.function.Consumer<Throwable> onFailure) {
        table.start("invigil-trainer-alerts", onFailure);
    }

    /** The open alerts that have not been taken; the same again until {@link #done}. */
    public List<Trigger.Drift> due(Instant now) {
        return table.snapshot().values().stream()
                .filter(alert -> causes.contains(alert.cause()) && alert.state() != AlertState.CLOSED)
                .filter(alert -> !seen.contains(alert.incidentId()))
                .map(alert -> new Trigger.Drift(alert.line(), alert.camera(), alert.incidentId(), now))
                .toList();
    }

    /** The alert has its run. */
    public void done(Trigger.Drift trigger) {
        seen.add(trigger.alert());
    }

    @Override
    public void close() {
        table.close();
    }
}
