// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.verdict.RecordPosition;
import java.math.BigInteger;
import java.time.Instant;

/**
 * The frames of a camera whose verdict was counted, by position on the frames topic: the highest offset, and for the {@value #REMEMBERED}
 * offsets up to it, whether each was seen. Verdicts may arrive in a different order than their frames, so a lower offset may still be new.
 * Offsets that are too old count as seen, so that a replay of old verdicts raises no alerts.
 *
 * <p>A topic that was deleted and created again starts at offset 0. It is distinguished from a replay by the capture time, which is later
 * than any seen before; a new partition is recognised by its number. In both cases the memory is reset.
 *
 * @param topic the frames topic
 * @param highest offset seen
 * @param offsets bit i is set when offset {@code highest - i} was seen
 * @param latestCapture the latest capture time seen
 */
public record SeenFrames(String topic, int partition, long highest, BigInteger offsets, Instant latestCapture) {
    static final int REMEMBERED = 1024;
    private static final BigInteger MASK = BigInteger.ONE.shiftLeft(REMEMBERED).subtract(BigInteger.ONE);

    static SeenFrames first(RecordPosition position, Instant captured) {
        return new SeenFrames(position.topic(), position.partition(), position.offset(), BigInteger.ONE, captured);
    }

    boolean contains(RecordPosition position, Instant captured) {
        if (!sameLog(position) || position.offset() > highest || captured.isAfter(latestCapture)) {
            return false;
        }
        long back = highest - position.offset();
        return back >= REMEMBERED || offsets.testBit((int) back);
    }

    /** Adds a frame that is not contained. */
    SeenFrames with(RecordPosition position, Instant captured) {
        if (!sameLog(position)) {
            return first(position, captured);
        }
        long ahead = position.offset() - highest;
        if (ahead > 0) {
            BigInteger moved =
                    ahead < REMEMBERED ? offsets.shiftLeft((int) ahead).and(MASK) : BigInteger.ZERO;
            return new SeenFrames(topic, partition, position.offset(), moved.setBit(0), later(captured));
        }
        if (-ahead < REMEMBERED && !offsets.testBit((int) -ahead)) {
            return new SeenFrames(topic, partition, highest, offsets.setBit((int) -ahead), later(captured));
        }
        return first(position, captured);
    }

    private boolean sameLog(RecordPosition position) {
        return topic.equals(position.topic()) && partition == position.partition();
    }

    private Instant later(Instant captured) {
        return captured.isAfter(latestCapture) ? captured : latestCapture;
    }
}
