// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverrideCodec;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TableEntry;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of the thresholds topic as entries of a table. */
public final class ThresholdEntries {
    private ThresholdEntries() {}

    /** Reads a record; a record that is not a threshold is unreadable, with a {@link Reading.Refusal} as the reason. */
    public static TableEntry<InspectionPoint, OperatorThreshold> read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            Optional<ThresholdKey> key = ThresholdKey.parse(record.key());
            return key.map(OperatorThresholds::point)
                    .<TableEntry<InspectionPoint, OperatorThreshold>>map(TableEntry.Removed::new)
                    .orElseGet(() -> unreadable(Reading.Refusal.INVALID, "the key is not product/camera"));
        }
        RecordPosition position = new RecordPosition(record.topic(), record.partition(), record.offset());
        return ThresholdOverrideCodec.decode(record.key(), record.value())
                .fold(
                        set -> new TableEntry.Put<>(
                                OperatorThresholds.point(set.key()), OperatorThresholds.of(set, position)),
                        refused -> unreadable(refused.refusal(), refused.detail()));
    }

    private static TableEntry<InspectionPoint, OperatorThreshold> unreadable(Reading.Refusal refusal, String detail) {
        return new TableEntry.Unreadable<>(new RecordProblem(refusal.name(), detail));
    }
}
