// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** What the gate concludes, with all evidence. */
public sealed interface GateDecision {
    GateEvidence evidence();

    /** The result of the function for this kind of decision. */
    <R> R fold(Function<Promote, R> promote, Function<Reject, R> reject, Function<Inconclusive, R> inconclusive);

    /** The candidate was shown to be at most the margins worse in every product. */
    record Promote(GateEvidence evidence) implements GateDecision {
        public Promote {
            Objects.requireNonNull(evidence, "evidence");
        }

        @Override
        public <R> R fold(
                Function<Promote, R> promote, Function<Reject, R> reject, Function<Inconclusive, R> inconclusive) {
            return promote.apply(this);
        }
    }

    /**
     * The candidate was shown to be worse than the margins in at least one product, or it does not know one.
     *
     * @param reasons in the order of the products, at least one
     */
    record Reject(GateEvidence evidence, List<RejectionReason> reasons) implements GateDecision {
        public Reject {
            Objects.requireNonNull(evidence, "evidence");
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs a reason");
            }
        }

        @Override
        public <R> R fold(
                Function<Promote, R> promote, Function<Reject, R> reject, Function<Inconclusive, R> inconclusive) {
            return reject.apply(this);
        }
    }

    /**
     * Neither was shown.
     *
     * @param missing by product, at least one
     */
    record Inconclusive(GateEvidence evidence, List<Missing> missing) implements GateDecision {
        public Inconclusive {
            Objects.requireNonNull(evidence, "evidence");
            missing = List.copyOf(missing);
            if (missing.isEmpty()) {
                throw new IllegalArgumentException("an inconclusive decision needs to say what is missing");
            }
        }

        @Override
        public <R> R fold(
                Function<Promote, R> promote, Function<Reject, R> reject, Function<Inconclusive, R> inconclusive) {
            return inconclusive.apply(this);
        }
    }
}
