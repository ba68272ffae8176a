// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.metric.Bootstrap;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.benchmark.metric.RankedImages;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Image AUROC and AP: paired bootstrap over parts, good and defective ones drawn separately. */
final class RankingCriterion {
    /** More parts than this many times those at hand are not a plan. */
    private static final double FARTHEST = 50;
    /** Sums of draws are equal up to this. */
    private static final double ROUNDING = 1e-12;

    private final GateRules rules;
    private final double strictest;

    /** @param strictest the level that the smallest probability of all must reach under Holm's correction */
    RankingCriterion(GateRules rules, double strictest) {
        this.rules = rules;
        this.strictest = strictest;
    }

    /** AUROC and AP of a product that both models know; the parts are the same, in the same order. */
    List<Measured> compared(RankedImages active, RankedImages candidate, PartCount parts, Bootstrap bootstrap) {
        Resamples before = active.resamples(bootstrap);
        Resamples after = candidate.resamples(bootstrap);
        Resamples differences = after.minus(before);
        return List.of(
                compared(
                        Criterion.IMAGE_AUROC,
                        active.auroc(),
                        candidate.auroc(),
                        new Draws(differences, Metric.IMAGE_AUROC),
                        rules.imageAurocMargin(),
                        parts),
                compared(
                        Criterion.IMAGE_AP,
                        active.ap(),
                        candidate.ap(),
                        new Draws(differences, Metric.IMAGE_AP),
                        rules.imageApMargin(),
                        parts));
    }

    private Measured compared(
            Criterion criterion,
            MetricValue active,
            MetricValue candidate,
            Draws draws,
            double margin,
            PartCount parts) {
        double difference = candidate.orNaN() - active.orNaN();
        return measured(criterion, optional(active), optional(candidate), draws, difference, -margin, margin, parts);
    }

    /** AUROC of a product that the active model does not know. */
    Measured ofNewProduct(RankedImages candidate, PartCount parts, Bootstrap bootstrap) {
        double least = rules.newProduct().leastImageAuroc();
        return measured(
                Criterion.IMAGE_AUROC,
                OptionalDouble.empty(),
                optional(candidate.auroc()),
                new Draws(candidate.resamples(bootstrap), Metric.IMAGE_AUROC),
                candidate.auroc().orNaN(),
                least,
                least,
                parts);
    }

    /**
     * @param seen the quantity of which there are draws
     * @param boundary what it must exceed
     */
    private Measured measured(
            Criterion criterion,
            OptionalDouble active,
            OptionalDouble candidate,
            Draws draws,
            double seen,
            double boundary,
            double limit,
            PartCount parts) {
        boolean hasLeast =
                parts.good() >= rules.leastGood() && parts.defective() >= rules.leastDefective() && draws.areThere();
        boolean hasEnough =
                hasLeast && parts.good() >= rules.goodNeeded() && parts.defective() >= rules.defectiveNeeded();
        OptionalDouble promotion =
                draws.areThere() ? OptionalDouble.of(draws.notAbove(boundary)) : OptionalDouble.empty();
        OptionalDouble rejection = hasLeast ? OptionalDouble.of(draws.notBelow(boundary)) : OptionalDouble.empty();
        boolean isMet = hasEnough && promotion.getAsDouble() <= rules.errorRate();
        return new Measured(
                criterion,
                active,
                candidate,
                draws.interval(),
                limit,
                promotion,
                rejection,
                isMet,
                hasEnough ? further(criterion, draws, seen, boundary, parts) : tooFew(parts));
    }

    private Measured.Further tooFew(PartCount parts) {
        int good = Math.max(0, rules.goodNeeded() - parts.good());
        int defective = Math.max(0, rules.defectiveNeeded() - parts.defective());
        return new Measured.Further(
                good,
                defective,
                Figures.format(
                        "%d good and %d defective parts are too few: the margins need at least %d and %d.",
                        parts.good(), parts.defective(), rules.goodNeeded(), rules.defectiveNeeded()));
    }

    /** How many parts would probably decide: an interval narrows with the square root of their number. */
    private Measured.Further further(Criterion criterion, Draws draws, double seen, double boundary, PartCount parts) {
        double distance = seen - boundary;
        double reach = distance > 0 ? seen - draws.quantile(rules.errorRate()) : draws.quantile(1 - strictest) - seen;
        double factor = Math.pow(reach / distance, 2);
        String now = Figures.format(
                "%s: the interval %s to %s contains the limit %s",
                criterion.label(),
                Figures.points(draws.interval().orElseThrow().low()),
                Figures.points(draws.interval().orElseThrow().high()),
                Figures.points(boundary));
        if (!(factor <= FARTHEST)) {
            return new Measured.Further(
                    0, 0, now + "; what was measured is so close to it that more parts would hardly decide.");
        }
        double more = Math.max(factor, 1) - 1;
        return new Measured.Further(
                (int) Math.max(1, Math.ceil(more * parts.good())),
                (int) Math.max(1, Math.ceil(more * parts.defective())),
                now + ".");
    }

    private static OptionalDouble optional(MetricValue value) {
        return value.isDefined() ? OptionalDouble.of(value.orNaN()) : OptionalDouble.empty();
    }

    /** The draws of one quantity, if there are any. */
    private static final class Draws {
        private final Optional<Interval> interval;
        private final double[] sorted;

        Draws(Resamples resamples, Metric metric) {
            this.interval = resamples.interval(metric);
            this.sorted = resamples.draws().getOrDefault(metric, new double[0]);
            Arrays.sort(sorted);
        }

        boolean areThere() {
            return sorted.length > 0;
        }

        Optional<Interval> interval() {
            return interval;
        }

        /** Share of draws that do not exceed a value, the sample itself counted with them, so that it is never 0. */
        double notAbove(double value) {
            return (1.0
                            + Arrays.stream(sorted)
                                    .filter(draw -> draw <= value + ROUNDING)
                                    .count())
                    / (1 + sorted.length);
        }

        double notBelow(double value) {
            return (1.0
                            + Arrays.stream(sorted)
                                    .filter(draw -> draw >= value - ROUNDING)
                                    .count())
                    / (1 + sorted.length);
        }

        double quantile(double share) {
            return sorted[(int) Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))];
        }
    }
}
