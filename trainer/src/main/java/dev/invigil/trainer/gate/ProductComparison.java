// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A product that both models know, compared on the parts that both evaluated.
 *
 * @param unpaired parts that only one of the models evaluated; they are left out
 * @param criteria each once, in the order of {@link Criterion}
 * @param flips by kind, then by name
 * @param missing what a promotion or a rejection lacks; empty if the product allows the promotion or causes a rejection
 */
public record ProductComparison(
        String product,
        PartCount parts,
        int unpaired,
        List<CriterionResult> criteria,
        List<PartFlip> flips,
        Optional<Missing> missing)
        implements ProductEvidence {
    public ProductComparison {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(parts, "parts");
        Objects.requireNonNull(missing, "missing");
        criteria = List.copyOf(criteria);
        flips = List.copyOf(flips);
    }

    /** The result of one criterion. */
    public CriterionResult result(Criterion criterion) {
        return criteria.stream()
                .filter(result -> result.criterion() == criterion)
                .findFirst()
                .orElseThrow();
    }

    /** How many flips of each kind there are, in the order of the kinds. */
    public Map<PartFlip.Kind, Integer> flipCounts() {
        Map<PartFlip.Kind, Integer> counts = new EnumMap<>(PartFlip.Kind.class);
        for (PartFlip.Kind kind : PartFlip.Kind.values()) {
            counts.put(kind, count(kind));
        }
        return counts;
    }

    /** How many flips of that kind there are. */
    public int count(PartFlip.Kind kind) {
        return (int) flips.stream().filter(flip -> flip.kind() == kind).count();
    }

    @Override
    public <R> R fold(
            Function<ProductComparison, R> compared,
            Function<NewProduct, R> added,
            Function<UncomparedProduct, R> forgotten,
            Function<UncomparedProduct, R> unknown) {
        return compared.apply(this);
    }
}
