// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One held-out part as both models see it. */
record PairedPart(EvaluatedPart active, EvaluatedPart candidate) {

    /**
     * The parts that both evaluated, in the order of their names, so that nothing depends on the order of the evaluations.
     *
     * @throws IllegalArgumentException if the two evaluations are not of the same data
     */
    static List<PairedPart> of(String product, List<EvaluatedPart> active, List<EvaluatedPart> candidate) {
        Map<String, EvaluatedPart> partners = byName(product, candidate);
        List<PairedPart> pairs = new ArrayList<>();
        for (EvaluatedPart part : byName(product, active).values()) {
            EvaluatedPart partner = partners.get(part.part());
            if (partner == null) {
                continue;
            }
            if (partner.defective() != part.defective()) {
                throw new IllegalArgumentException("part " + part.part() + " of product " + product
                        + " is good in one evaluation and defective in the other: they are not of the same data");
            }
            pairs.add(new PairedPart(part, partner));
        }
        pairs.sort(Comparator.comparing(pair -> pair.active().part()));
        return pairs;
    }

    private static Map<String, EvaluatedPart> byName(String product, List<EvaluatedPart> parts) {
        return parts.stream().collect(Collectors.toMap(EvaluatedPart::part, Function.identity(), (one, other) -> {
            throw new IllegalArgumentException("part " + one.part() + " of product " + product + " is there twice");
        }));
    }

    boolean defective() {
        return active.defective();
    }

    /** How the decisions differ; empty if they mean the same. */
    Optional<PartFlip> flip() {
        boolean before = isMistake(active);
        boolean after = isMistake(candidate);
        if (before == after) {
            return Optional.empty();
        }
        PartFlip.Kind kind = defective()
                ? after ? PartFlip.Kind.NEWLY_MISSED : PartFlip.Kind.NEWLY_FOUND
                : after ? PartFlip.Kind.NEWLY_REJECTED : PartFlip.Kind.NO_LONGER_REJECTED;
        return Optional.of(new PartFlip(
                kind,
                active.part(),
                active.file(),
                active.defect(),
                active.score(),
                active.decision().orElseThrow(),
                candidate.score(),
                candidate.decision().orElseThrow()));
    }

    /** Whether a defective part is passed, or a good one is rejected or taken for another product. An operator's review is neither. */
    static boolean isMistake(EvaluatedPart part) {
        Decision decision = part.decision().orElseThrow();
        return part.defective()
                ? decision == Decision.PASS
                : decision == Decision.REJECT || decision == Decision.WRONG_PRODUCT;
    }
}
