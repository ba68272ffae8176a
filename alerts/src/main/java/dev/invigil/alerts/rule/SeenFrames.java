// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.verdict.RecordPosition;
import java.math.BigInteger;
import java.time.Instant;

/**
 * Which frames of a camera have had their verdict, by position on the frames topic: the highest offset, and of the
 * {@value #REMEMBERED} offsets up to it which were seen. Verdicts may come in another order than their frames, so lower is
 * not yet seen; what is too old to remember is taken as seen, so that a replay of yesterday raises no alerts today.
 *
 * <p>A topic made anew starts again at offset 0. It is told from a replay by the capture time, which is then later than any
 * seen; so is a new partition by its number. Memory then starts over.
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

    /** With a frame that is not contained. */
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
