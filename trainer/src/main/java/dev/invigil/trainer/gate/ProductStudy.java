// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.benchmark.metric.Bootstrap;
import dev.invigil.benchmark.metric.ImageScore;
import dev.invigil.benchmark.metric.RankedImages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Measures the criteria of one product after the other. */
final class ProductStudy {
    private final GateRules rules;
    private final Bootstrap bootstrap;
    private final RankingCriterion ranking;
    private final RateCriteria rates;

    /** @param tests how many probabilities the correction has to cover */
    ProductStudy(GateRules rules, Bootstrap bootstrap, int tests) {
        this.rules = rules;
        this.bootstrap = bootstrap;
        double strictest = rules.errorRate() / tests;
        this.ranking = new RankingCriterion(rules, strictest);
        this.rates = new RateCriteria(rules, strictest);
    }

    /** A product that both models know. */
    Studied compare(String product, List<EvaluatedPart> active, List<EvaluatedPart> candidate) {
        List<PairedPart> pairs = PairedPart.of(product, active, candidate);
        PartCount parts = Gate.count(pairs.stream().map(PairedPart::active).toList());
        List<PartFlip> flips = pairs.stream()
                .flatMap(pair -> pair.flip().stream())
                .sorted(Comparator.comparing(PartFlip::kind).thenComparing(PartFlip::part))
                .toList();
        List<Measured> measured = new ArrayList<>(ranking.compared(
                ranked(pairs, PairedPart::active), ranked(pairs, PairedPart::candidate), parts, bootstrap));
        measured.add(rates.missedDefects(pairs, flips, parts));
        measured.add(rates.falseRejects(pairs, flips, parts));
        int unpaired = active.size() + candidate.size() - 2 * pairs.size();
        return new Studied(
                measured,
                results -> new ProductComparison(
                        product, parts, unpaired, results, flips, Studied.missing(product, measured, results)));
    }

    /** A product that only the candidate knows. */
    Studied examineNew(String product, List<EvaluatedPart> candidate) {
        List<EvaluatedPart> sorted = candidate.stream()
                .sorted(Comparator.comparing(EvaluatedPart::part))
                .toList();
        PartCount parts = Gate.count(sorted);
        RankedImages ranked = RankedImages.of(sorted.stream()
                .map(part -> new ImageScore(part.score(), part.defective()))
                .toList());
        List<Measured> measured = List.of(
                ranking.ofNewProduct(ranked, parts, bootstrap),
                rates.ofNewProduct(
                        Criterion.MISSED_DEFECTS, sorted, rules.newProduct().mostMissed()),
                rates.ofNewProduct(
                        Criterion.FALSE_REJECTS, sorted, rules.newProduct().mostFalseRejects()));
        return new Studied(
                measured,
                results -> new NewProduct(product, parts, results, Studied.missing(product, measured, results)));
    }

    private static RankedImages ranked(List<PairedPart> pairs, Function<PairedPart, EvaluatedPart> side) {
        return RankedImages.of(pairs.stream()
                .map(pair -> new ImageScore(side.apply(pair).score(), pair.defective()))
                .toList());
    }

    /** A share; empty of none. */
    static OptionalDouble share(long count, int of) {
        return of == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count / of);
    }
}
