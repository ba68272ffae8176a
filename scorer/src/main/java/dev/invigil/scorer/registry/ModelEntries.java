// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.registry;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TableEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of the models topic as entries of a table by digest. */
final class ModelEntries {
    private ModelEntries() {}

    static TableEntry<String, ModelRecord> read(ConsumerRecord<String, byte[]> record) {
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
