// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.kit.OperatorException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors that belong to one frame: the frame becomes UNSCORED, and the log has its place and the whole stack. */
final class FrameFailure {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFailure.class);
    private static final int LONGEST_DETAIL = 500;
    private static final String UNKNOWN = "unknown";

    private FrameFailure() {}

    /**
     * Whether the failure is caused by the frame, so that the scorer can continue with the next one. False when the operator can fix the
     * cause, and for errors of the installation, such as a missing class or native library.
     */
    static boolean isOfTheFrame(Throwable failure) {
        return (failure instanceof RuntimeException && !(failure instanceof OperatorException))
                || failure instanceof StackOverflowError
                || failure instanceof OutOfMemoryError;
    }

    /** The outcome of a frame for which a stage failed; also logs the failure. */
    static Outcome.Refused of(Accepted accepted, String stage, Throwable failure, Instant now) {
        LOG.error("{}: {} failed", name(accepted.record(), accepted.frame().id()), stage, failure);
        return refused(
                accepted.ref(),
                accepted.record(),
                new FrameReading.WellFormed(accepted.frame()),
                UnscoredReason.SCORING_FAILED,
                stage + " failed: " + failure + "; see the stack trace in the scorer's log",
                now);
    }

    /** A record that could not be read; also logs the failure. */
    static FrameReading unreadable(ConsumerRecord<String, byte[]> record, Throwable failure) {
        String id = record.topic() + "-" + record.partition() + "-" + record.offset();
        LOG.error("{}: reading the headers failed", name(record, id), failure);
        return new FrameReading.Malformed(
                id,
                UNKNOWN,
                UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                UnscoredReason.SCORING_FAILED,
                cut("reading the headers failed: " + failure + "; see the stack trace in the scorer's log"));
    }

    /** An UNSCORED outcome with this reason, whatever the record was read as. */
    static Outcome.Refused refused(
            RecordRef ref,
            ConsumerRecord<String, byte[]> record,
            FrameReading reading,
            UnscoredReason reason,
            String detail,
            Instant now) {
        FrameReading.Malformed refusal = reading.fold(
                wellFormed -> FrameReading.Malformed.of(wellFormed.frame(), reason, cut(detail)),
                malformed -> malformed.with(reason, cut(detail)));
        return new Outcome.Refused(ref, record, frame(reading), Optional.empty(), refusal, now);
    }

    static Optional<Frame> frame(FrameReading reading) {
        return reading.fold(wellFormed -> Optional.of(wellFormed.frame()), malformed -> Optional.empty());
    }

    static String id(FrameReading reading) {
        return reading.fold(wellFormed -> wellFormed.frame().id(), FrameReading.Malformed::frameId);
    }

    /** For logs: topic, partition, offset and frame. */
    static String name(ConsumerRecord<String, byte[]> record, FrameReading reading) {
        return name(record, id(reading));
    }

    /** For logs: topic, partition, offset and frame. */
    static String name(ConsumerRecord<String, byte[]> record, String frameId) {
        return record.topic() + "-" + record.partition() + " offset " + record.offset() + " (frame " + frameId + ")";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL - 1) + "…";
    }
}
