// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.label;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TableEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of the labels topic as entries of a table, by frame id. */
public final class LabelEntries {
    private LabelEntries() {}

    /** Reads a record; a record that is not a label is unreadable, with a {@link Reading.Refusal} as the reason. */
    public static TableEntry<String, Label> read(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return unreadable(Reading.Refusal.INVALID, "the record has no key; the key is the frame id");
        }
        if (record.value() == null) {
            return new TableEntry.Removed<>(record.key());
        }
        return LabelCodec.decode(record.key(), record.value())
                .fold(
                        label -> new TableEntry.Put<>(label.frameId(), label),
                        refused -> unreadable(refused.refusal(), refused.detail()));
    }

    private static TableEntry<String, Label> unreadable(Reading.Refusal refusal, String detail) {
        return new TableEntry.Unreadable<>(new RecordProblem(refusal.name(), detail));
    }
}
