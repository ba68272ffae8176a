// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.capacity;

import dev.invigil.detector.decision.Interval;
import java.util.Optional;

/**
 * What sharing a model does to one product. Shares are fractions; differences are the model alone less the shared one, so a positive one
 * is what sharing costs.
 *
 * @param parts the compared parts
 * @param ranking how well scores separate good from defective parts
 * @param stoppedDefects defective parts that are not passed; empty without defective parts or thresholds
 * @param stoppedGood the same of good parts: false rejects
 */
public record ProductCapacity(
        PairedProduct parts, Ranking ranking, Optional<Stopped> stoppedDefects, Optional<Stopped> stoppedGood) {

    /** What is known about the cost of sharing. */
    public enum Finding {
        /** The product alone is separated better: chance alone hardly explains it. */
        PAYS,
        /** The shared model separates its parts better. */
        GAINS,
        /** Neither was shown. */
        OPEN
    }

    /**
     * Image AUROC.
     *
     * @param shared of the shared model
     * @param alone of the model of the product alone
     * @param difference its interval, from a bootstrap that draws the same parts for both
     * @param beyond how much more sharing costs this product than the others on average
     * @param reason why there is no interval; empty if there is one
     */
    public record Ranking(
            Estimate shared, Estimate alone, Estimate difference, Optional<Estimate> beyond, String reason) {
        /** Whether the interval of the difference excludes 0. */
        public Finding finding() {
            return difference
                    .interval()
                    .map(interval ->
                            interval.low() > 0 ? Finding.PAYS : interval.high() < 0 ? Finding.GAINS : Finding.OPEN)
                    .orElse(Finding.OPEN);
        }

        /** Whether sharing costs this product more than the others: what all have in common may come from the detector. */
        public boolean standsOut() {
            return beyond.flatMap(Estimate::interval)
                    .filter(interval -> interval.low() > 0)
                    .isPresent();
        }
    }

    /**
     * A figure and its interval.
     *
     * @param value NaN where undefined, for example without defective parts
     * @param interval absent where it cannot be estimated
     */
    public record Estimate(double value, Optional<Interval> interval) {}

    /**
     * Parts that a model does not pass by its own thresholds: rejected, or taken for another product.
     *
     * @param parts all of this kind
     * @param shared how many by the shared model
     * @param alone how many by the model of the product alone
     * @param sharedInterval of the share, exact (Clopper and Pearson)
     * @param aloneInterval of the share, exact
     * @param difference of the shares, exact for pairs
     */
    public record Stopped(
            int parts, int shared, int alone, Interval sharedInterval, Interval aloneInterval, Interval difference) {}
}
