// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.benchmark.metric.Bootstrap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Whether a candidate may replace the active model: a pure function of their results on the same held-out parts.
 *
 * <p>Two errors are limited, each to {@link GateRules#errorRate}:
 *
 * <ul>
 *   <li><b>To promote a worse model.</b> A promotion needs evidence in every product: that image AUROC and AP fall by less than their margins, that
 *       false rejects grow by less than theirs, and that no more golden defects are newly missed than stated. Since all of them must be shown, the
 *       error of the whole is that of one (the intersection-union test), and no correction is needed.
 *   <li><b>To reject a model that is not worse.</b> A rejection needs evidence that at least one product is worse than the margin. Many are looked
 *       at, so the probabilities are corrected by {@link Holm} over all products and criteria.
 * </ul>
 *
 * <p>Where neither was shown the decision is inconclusive, and says how many parts would probably suffice. A product that the candidate does not know, but
 * the active model does, rejects it: that is a fact, not an estimate.
 */
public final class Gate {
    private Gate() {}

    /**
     * @param active empty if there is no active model; then each product is a new one
     * @throws IllegalArgumentException if the two are not evaluations of the same data
     */
    public static GateDecision decide(Optional<EvaluatedModel> active, EvaluatedModel candidate, GateRules rules) {
        Set<String> names = new TreeSet<>(candidate.products().keySet());
        active.ifPresent(model -> names.addAll(model.products().keySet()));
        int tests = names.size() * Criterion.values().length;
        Bootstrap bootstrap = new Bootstrap(
                Math.max(rules.draws(), (int) Math.ceil(2 * tests / rules.errorRate())),
                1 - 2 * rules.errorRate(),
                rules.seed());
        ProductStudy study = new ProductStudy(rules, bootstrap, tests);
        List<Studied> studied = names.stream()
                .map(name -> studied(name, active, candidate, study))
                .toList();
        Iterator<Double> adjusted = DoubleStream.of(Holm.adjusted(studied.stream()
                        .flatMap(each -> each.measured().stream())
                        .map(each -> each.rejection().orElse(1))
                        .toList()))
                .iterator();
        List<ProductEvidence> products = new ArrayList<>();
        List<RejectionReason> reasons = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Studied each : studied) {
            List<CriterionResult> results = new ArrayList<>();
            for (Measured measured : each.measured()) {
                results.add(measured.result(adjusted.next(), rules.errorRate()));
            }
            ProductEvidence evidence = each.evidence(results);
            products.add(evidence);
            reasons.addAll(RejectionSentences.of(evidence, rules));
            evidence.missing().ifPresent(missing::add);
        }
        if (products.stream().allMatch(Gate::isUnknown)) {
            missing.add(new Missing(
                    "(none)", 0, 0, List.of("The evaluations contain no product that one of the models knows.")));
        }
        GateEvidence evidence = new GateEvidence(
                active.map(ModelName::of), ModelName.of(candidate), rules, bootstrap.draws(), products);
        if (!reasons.isEmpty()) {
            return new GateDecision.Reject(evidence, reasons);
        }
        return missing.isEmpty()
                ? new GateDecision.Promote(evidence)
                : new GateDecision.Inconclusive(evidence, missing);
    }

    private static Studied studied(
            String product, Optional<EvaluatedModel> active, EvaluatedModel candidate, ProductStudy study) {
        boolean isKnownBefore = active.filter(model -> knows(model, product)).isPresent();
        boolean isKnownAfter = knows(candidate, product);
        List<EvaluatedPart> before = active.map(model -> parts(model, product)).orElse(List.of());
        List<EvaluatedPart> after = parts(candidate, product);
        if (isKnownBefore && isKnownAfter) {
            return study.compare(product, before, after);
        }
        if (isKnownAfter) {
            return study.examineNew(product, after);
        }
        PartCount parts = count(before.isEmpty() ? after : before);
        UncomparedProduct.Kind kind = isKnownBefore ? UncomparedProduct.Kind.FORGOTTEN : UncomparedProduct.Kind.UNKNOWN;
        return new Studied(List.of(), results -> new UncomparedProduct(product, parts, kind));
    }

    private static boolean isUnknown(ProductEvidence product) {
        return product.fold(compared -> false, added -> false, forgotten -> false, unknown -> true);
    }

    /** A model knows a product if it decides about its parts. A product without parts is named by the models that know it only. */
    private static boolean knows(EvaluatedModel model, String product) {
        return model.products().containsKey(product)
                && parts(model, product).stream()
                        .allMatch(part -> part.decision().isPresent());
    }

    private static List<EvaluatedPart> parts(EvaluatedModel model, String product) {
        return model.products().getOrDefault(product, List.of());
    }

    static PartCount count(List<EvaluatedPart> parts) {
        int defective = (int) parts.stream().filter(EvaluatedPart::defective).count();
        return new PartCount(parts.size() - defective, defective);
    }
}
