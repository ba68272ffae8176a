// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.benchmark.chart.Figures;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Why a product rejects a candidate, in sentences for the operator. */
final class RejectionSentences {
    private RejectionSentences() {}

    /** Empty if the product does not. */
    static List<RejectionReason> of(ProductEvidence evidence, GateRules rules) {
        return evidence.fold(
                compared -> worse(compared, result -> compared(compared, result, rules)),
                added -> worse(added, RejectionSentences::added),
                forgotten -> List.of(new RejectionReason(
                        forgotten.product(),
                        Optional.empty(),
                        "the candidate does not know this product, which the active model knows; its frames would get no"
                                + " verdict")),
                unknown -> List.of());
    }

    private interface Sentence {
        String of(CriterionResult result);
    }

    private static List<RejectionReason> worse(ProductEvidence evidence, Sentence sentence) {
        return evidence.criteria().stream()
                .filter(result -> result.standing() == Standing.WORSE)
                .map(result ->
                        new RejectionReason(evidence.product(), Optional.of(result.criterion()), sentence.of(result)))
                .toList();
    }

    private static String compared(ProductComparison product, CriterionResult result, GateRules rules) {
        return switch (result.criterion()) {
            case IMAGE_AUROC, IMAGE_AP ->
                Figures.format(
                        "%s fell from %s %% to %s %%; %s points are allowed, and the loss is probably at least %s",
                        result.criterion().label(),
                        percent(result.active()),
                        percent(result.candidate()),
                        Figures.percent(result.limit()),
                        Figures.percent(-result.interval().orElseThrow().high()));
            case MISSED_DEFECTS ->
                Figures.format(
                        "%d of %d defective parts are newly missed, %d allowed: %s",
                        product.count(PartFlip.Kind.NEWLY_MISSED),
                        product.parts().defective(),
                        rules.newlyMissed(),
                        FlipNames.of(product.flips(), PartFlip.Kind.NEWLY_MISSED));
            case FALSE_REJECTS ->
                Figures.format(
                        "false rejects rose from %s %% to %s %% of the good parts; %s points are allowed, and the increase is"
                                + " probably at least %s",
                        percent(result.active()),
                        percent(result.candidate()),
                        Figures.percent(result.limit()),
                        Figures.percent(result.interval().orElseThrow().low()));
        };
    }

    private static String added(CriterionResult result) {
        return Figures.format(
                "new product: %s is %s %%, %s %s %% is demanded",
                result.criterion().label(),
                percent(result.candidate()),
                result.criterion() == Criterion.IMAGE_AUROC ? "at least" : "at most",
                Figures.percent(result.limit()));
    }

    private static String percent(OptionalDouble value) {
        return value.isPresent() ? Figures.percent(value.getAsDouble()) : "?";
    }
}
