// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.model.Models;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TableEntry;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows the models topic: which model is ACTIVE. Each instance reads all of it, since each may have any camera. A record that is not a
 * model record is logged and has no effect.
 */
final class ModelFollower implements AutoCloseable {
    private final TopicTable<String, ModelRecord> table;
    private final java.util.function.Consumer<Throwable> onFailure;
    private volatile Optional<ModelRecord> active = Optional.empty();

    /**
     * @param consumer {@code read_committed}, in no group; closed by this class
     * @param patience how long the broker may not answer
     * @param onFailure called with the failure that ended the thread
     */
    ModelFollower(
            Consumer<String, byte[]> consumer,
            String topic,
            Duration patience,
            java.util.function.Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        this.table = new TopicTable<>(
                consumer,
                topic,
                ModelFollower::entry,
                new TopicTable.Listener<>() {
                    @Override
                    public void current(Map<String, ModelRecord> models) {
                        active = new Models(models).active();
                    }
                },
                TopicReader.Options.patient(patience));
    }

    /**
     * Reads the topic to its end, then continues on its own thread.
     *
     * @throws dev.invigil.kit.OperatorException when the topic does not exist, or its end is not reached within the patience
     */
    void start() {
        table.start("invigil-alerts-models", onFailure);
    }

    /** The model that is ACTIVE now. Any thread. */
    Optional<ModelRecord> active() {
        return active;
    }

    @Override
    public void close() {
        table.close();
    }

    static TableEntry<String, ModelRecord> entry(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return record.key() == null
                    ? unreadable(Reading.Refusal.INVALID, "it has neither a key nor a value")
                    : new TableEntry.Removed<>(record.key());
        }
        return ModelRecordCodec.decode(record.key(), record.value())
                .fold(
                        model -> new TableEntry.Put<>(model.digest(), model),
                        refused -> unreadable(refused.refusal(), refused.detail()));
    }

    private static TableEntry<String, ModelRecord> unreadable(Reading.Refusal refusal, String detail) {
        return new TableEntry.Unreadable<>(new RecordProblem(refusal.name(), detail));
    }
}
