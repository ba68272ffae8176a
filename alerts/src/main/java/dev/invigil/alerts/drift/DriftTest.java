// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import dev.invigil.contracts.verdict.CalibrationRank;

/**
 * The test of one product at one camera within one stretch. Immutable and small: its size depends neither on the parts nor on the
 * calibration. One model, threshold and mask must be in force in the whole stretch.
 *
 * @param urn the ranks of the parts so far
 * @param rankPots the money of the bets on ranks
 * @param highPots the money of the bets on high scores; its steps are all parts of the stretch
 * @param high number of parts with a high score
 */
public record DriftTest(RankUrn urn, Pots rankPots, Pots highPots, int high) {
    /**
     * Part of &alpha; that pays for the chance that the calibration parts themselves were unusual, see {@link HighScoreBets#limit}. The
     * alert's level is higher by this share; the limit's risk is half of it, since with a threshold set by hand the number of rejected
     * calibration parts is random, too.
     */
    private static final double RESERVE = 0.1;

    /** Before the first part. */
    public static final DriftTest START =
            new DriftTest(RankUrn.EMPTY, Pots.start(RankBets.COUNT), Pots.start(HighScoreBets.COUNT), 0);

    /** What the money says. */
    public enum Direction {
        /** Good parts score higher than in the calibration. */
        HIGHER,
        /** Good parts score lower than in the calibration. */
        LOWER,
        /** More parts score high than defective parts and false rejects explain. */
        TOO_MANY_HIGH
    }

    /**
     * Settings.
     *
     * @param alpha probability of a false alarm in a stretch, above 0 and below 1
     * @param defectShare largest share of defective parts, 0 to less than 1
     * @param stretch parts in a stretch, at least 1
     */
    public record Settings(double alpha, double defectShare, int stretch) {}

    /** Whether a calibration can be tested: some of its parts must be accepted by the threshold in force. */
    public static boolean isTestable(CalibrationRank rank) {
        return rank.rejected() < rank.parts();
    }

    /** Whether the stretch has as many parts as it may have; the next part begins a new one. */
    public boolean isOver(Settings settings) {
        return parts() >= settings.stretch();
    }

    /** Parts in this stretch so far. */
    public int parts() {
        return highPots.steps();
    }

    /**
     * After one more part, which was decided by its quality; the stretch must not be {@linkplain #isOver over}.
     *
     * @param calibration names the calibration; random numbers for equal scores are drawn from it
     * @param rank where the part stands; {@linkplain #isTestable testable}
     * @param frameId other random numbers are drawn from it
     */
    public DriftTest after(String calibration, CalibrationRank rank, String frameId, Settings settings) {
        FrameDraw draw = FrameDraw.of(frameId);
        int strictlyAbove = rank.atLeast() - rank.equal();
        int above = strictlyAbove + draw.above(calibration, strictlyAbove, rank.equal());
        boolean isHigh = above <= rank.rejected();
        double limit = HighScoreBets.limit(
                rank.parts(), rank.rejected(), settings.defectShare(), settings.alpha() * RESERVE / 2);
        Pots nextHigh = highPots.after(HighScoreBets.pay(isHigh, limit), settings.stretch());
        if (isHigh) {
            return new DriftTest(urn, rankPots, nextHigh, high + 1);
        }
        int gaps = rank.parts() - rank.rejected();
        int gap = above - rank.rejected() - 1;
        double p = urn.pValue(gaps, gap, draw.position());
        return new DriftTest(urn.with(gaps, gap), rankPots.after(RankBets.pay(p), settings.stretch()), nextHigh, high);
    }

    /** Decimal logarithm of the mean wealth, less the reserve: about 0 at the start, and the alert's level is log10(1/&alpha;). */
    public double log10Wealth(Settings settings) {
        double sum = Pots.logSum(rankPots.logWealth(settings.stretch()), highPots.logWealth(settings.stretch()));
        return (sum + Math.log((1 - RESERVE) / 2)) / Math.log(10);
    }

    /** Whether the calibration no longer holds. */
    public boolean isAlarm(Settings settings) {
        return log10Wealth(settings) >= -Math.log10(settings.alpha());
    }

    /** Which bets have gained most. */
    public Direction direction(Settings settings) {
        if (highPots.logWealth(settings.stretch()) > rankPots.logWealth(settings.stretch())) {
            return Direction.TOO_MANY_HIGH;
        }
        int half = RankBets.COUNT / 2;
        return rankPots.logWealth(half, RankBets.COUNT) > rankPots.logWealth(0, half)
                ? Direction.HIGHER
                : Direction.LOWER;
    }
}
