// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.detector.decision.ClopperPearson;
import dev.invigil.detector.decision.Interval;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Missed defects and false rejects: decisions at the models' own thresholds, by exact tests. */
final class RateCriteria {
    /** A plan for more parts than this many times those at hand is not made. */
    private static final int FARTHEST = 50;

    private final GateRules rules;
    private final double strictest;

    /** @param strictest the level that the smallest probability of all must reach under Holm's correction */
    RateCriteria(GateRules rules, double strictest) {
        this.rules = rules;
        this.strictest = strictest;
    }

    /**
     * Golden defects. A promotion rests on the stated number. A rejection needs evidence, because models of equal quality differ, too: they newly miss
     * about as many defects as they newly find.
     */
    Measured missedDefects(List<PairedPart> pairs, List<PartFlip> flips, PartCount parts) {
        int n = parts.defective();
        int newly = count(flips, PartFlip.Kind.NEWLY_MISSED);
        int found = count(flips, PartFlip.Kind.NEWLY_FOUND);
        boolean isWithin = newly <= rules.newlyMissed();
        double allowed = n == 0 ? 0 : Math.min(0.99, (double) rules.newlyMissed() / n);
        Optional<PairedRates> paired = n == 0 ? Optional.empty() : Optional.of(new PairedRates(n, newly, found));
        OptionalDouble rejection = paired.map(seen -> OptionalDouble.of(isWithin ? 1 : seen.above(allowed)))
                .orElse(OptionalDouble.empty());
        int more = paired.filter(seen -> newly > found)
                .map(seen -> further(n, -seen.statistic(allowed), strictest))
                .orElse(0);
        return new Measured(
                Criterion.MISSED_DEFECTS,
                ProductStudy.share(mistakes(pairs, true, false), n),
                ProductStudy.share(mistakes(pairs, true, true), n),
                Optional.empty(),
                allowed,
                OptionalDouble.empty(),
                rejection,
                isWithin,
                new Measured.Further(
                        0,
                        more,
                        Figures.format(
                                "%d defective %s newly missed (%d newly found), %d allowed: %s. That can be chance; an"
                                        + " operator should look at %s.",
                                newly,
                                newly == 1 ? "part is" : "parts are",
                                found,
                                rules.newlyMissed(),
                                FlipNames.of(flips, PartFlip.Kind.NEWLY_MISSED),
                                newly == 1 ? "it" : "them")));
    }

    /** Good parts that are rejected, or taken for another product. */
    Measured falseRejects(List<PairedPart> pairs, List<PartFlip> flips, PartCount parts) {
        int n = parts.good();
        double margin = rules.falseRejectMargin();
        if (n == 0) {
            return new Measured(
                    Criterion.FALSE_REJECTS,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    margin,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    false,
                    new Measured.Further(rules.goodNeeded(), 0, "There are no good parts."));
        }
        int gained = count(flips, PartFlip.Kind.NEWLY_REJECTED);
        int lost = count(flips, PartFlip.Kind.NO_LONGER_REJECTED);
        PairedRates paired = new PairedRates(n, gained, lost);
        double promotion = paired.below(margin);
        boolean isMet = promotion <= rules.errorRate();
        Interval interval = paired.interval(rules.errorRate());
        double statistic = paired.statistic(margin);
        int more = statistic > 0
                ? Math.max(
                        further(n, statistic, rules.errorRate()),
                        Binomials.trialsWithoutHit(margin, rules.errorRate()) - n)
                : further(n, -statistic, strictest);
        return new Measured(
                Criterion.FALSE_REJECTS,
                ProductStudy.share(mistakes(pairs, false, false), n),
                ProductStudy.share(mistakes(pairs, false, true), n),
                Optional.of(interval),
                margin,
                OptionalDouble.of(promotion),
                OptionalDouble.of(paired.above(margin)),
                isMet,
                new Measured.Further(
                        more,
                        0,
                        Figures.format(
                                "false rejects: with %d good parts an increase of up to %s points is possible, %s allowed.",
                                n, Figures.points(interval.high()), Figures.percent(margin))));
    }

    /** Mistakes in a product that the active model does not know. */
    Measured ofNewProduct(Criterion criterion, List<EvaluatedPart> parts, double most) {
        boolean ofDefective = criterion == Criterion.MISSED_DEFECTS;
        List<EvaluatedPart> these =
                parts.stream().filter(part -> part.defective() == ofDefective).toList();
        int n = these.size();
        int mistakes = (int) these.stream().filter(PairedPart::isMistake).count();
        int least = ofDefective ? rules.leastDefective() : rules.leastGood();
        double seen = n == 0 ? 0 : (double) mistakes / n;
        double spread = Math.sqrt(most * (1 - most) * n);
        int more = n < least ? least - n : further(n, (mistakes - most * n) / spread, strictest);
        return new Measured(
                criterion,
                OptionalDouble.empty(),
                ProductStudy.share(mistakes, n),
                n == 0 ? Optional.empty() : Optional.of(interval(mistakes, n)),
                most,
                OptionalDouble.empty(),
                n == 0 ? OptionalDouble.empty() : OptionalDouble.of(new Binomials(n).atLeast(mistakes, n, most)),
                n >= least && seen <= most,
                new Measured.Further(
                        ofDefective ? 0 : more,
                        ofDefective ? more : 0,
                        n < least
                                ? Figures.format(
                                        "%s: %d parts are too few, a new product needs %d.",
                                        criterion.label(), n, least)
                                : Figures.format(
                                        "%s: %d of %d, %s %% allowed; that can be chance.",
                                        criterion.label(), mistakes, n, Figures.percent(most))));
    }

    private Interval interval(int hits, int trials) {
        return ClopperPearson.of(hits, trials, 1 - 2 * rules.errorRate());
    }

    private static int count(List<PartFlip> flips, PartFlip.Kind kind) {
        return (int) flips.stream().filter(flip -> flip.kind() == kind).count();
    }

    private static long mistakes(List<PairedPart> pairs, boolean ofDefective, boolean byCandidate) {
        return pairs.stream()
                .filter(pair -> pair.defective() == ofDefective)
                .filter(pair -> PairedPart.isMistake(byCandidate ? pair.candidate() : pair.active()))
                .count();
    }

    /** How many parts more a test of this statistic would probably need: it grows with the square root of their number. */
    private static int further(int parts, double statistic, double level) {
        double needed = parts * Math.pow(NormalQuantile.upper(level) / statistic, 2);
        return needed <= (double) FARTHEST * parts ? Math.max(1, (int) Math.ceil(needed) - parts) : 0;
    }
}
