// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.Missing;
import dev.invigil.trainer.gate.RejectionReason;
import java.util.List;
import java.util.stream.Collectors;

/** The decision in a sentence. */
public final class GateSentences {
    private GateSentences() {}

    /** What follows for the line, for readers who know nothing of statistics. */
    public static String headline(GateDecision decision) {
        boolean isFirst = decision.evidence().active().isEmpty();
        return decision.fold(
                promote -> isFirst
                        ? "The candidate may become the first active model: it meets the demands on every product."
                        : "The candidate may replace the active model: it is not worse than allowed in any product.",
                reject -> "The candidate must not " + (isFirst ? "become active" : "replace the active model") + ": it "
                        + failure(reject.reasons()) + ".",
                open -> "Not decided: the held-out parts do not show whether the candidate is good enough in "
                        + listed(open.missing().stream().map(Missing::product).toList()) + ".");
    }

    private static String failure(List<RejectionReason> reasons) {
        String forgotten = listed(reasons.stream()
                .filter(reason -> reason.criterion().isEmpty())
                .map(RejectionReason::product)
                .toList());
        String worse = listed(reasons.stream()
                .filter(reason -> reason.criterion().isPresent())
                .map(RejectionReason::product)
                .distinct()
                .toList());
        String unknown = forgotten.isEmpty() ? "" : "does not know " + forgotten;
        String inferior = worse.isEmpty() ? "" : "is worse than allowed in " + worse;
        return unknown.isEmpty() ? inferior : inferior.isEmpty() ? unknown : unknown + " and " + inferior;
    }

    /** How many parts are missing. */
    public static String missing(Missing missing) {
        if (missing.good() == 0 && missing.defective() == 0) {
            return "More parts would hardly help: an operator must decide.";
        }
        String good = missing.good() == 0 ? "" : missing.good() + " good";
        String defective = missing.defective() == 0 ? "" : missing.defective() + " defective";
        return "Missing: about "
                + (good.isEmpty() || defective.isEmpty() ? good + defective : good + " and " + defective)
                + (missing.good() + missing.defective() == 1 ? " part" : " parts") + ".";
    }

    private static String listed(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + " and "
                        + names.get(names.size() - 1);
    }
}
