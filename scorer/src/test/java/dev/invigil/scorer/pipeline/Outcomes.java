// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.reason.UnscoredReason;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Outcomes for tests that look at their order only. */
final class Outcomes {
    private Outcomes() {}

    static Outcome refused(Accepted frame) {
        return refused(frame.ref(), frame.frame().id());
    }

    static Outcome refused(RecordRef ref) {
        return refused(ref, "f" + ref.offset());
    }

    private static Outcome refused(RecordRef ref, String frameId) {
        return new Outcome.Refused(
                ref,
                new ConsumerRecord<>(
                        ref.partition().topic(), ref.partition().partition(), ref.offset(), "cam", new byte[] {1}),
                Optional.empty(),
                Optional.empty(),
                new FrameReading.Malformed(
                        frameId,
                        "line",
                        "cam",
                        Optional.empty(),
                        Optional.empty(),
                        UnscoredReason.CORRUPT,
                        "for a test"),
                Instant.EPOCH);
    }
}
