// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Objects;

/**
 * What a model in shadow would have decided on a frame, beside what the line has decided.
 *
 * @param verdict of the model in shadow
 * @param line the decision of the line's model on the same frame
 */
public record ShadowVerdict(Verdict verdict, Decision line) {
    public ShadowVerdict {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(line, "line");
    }

    /** Whether the two models decide alike. */
    public boolean isSame() {
        return verdict.decision() == line;
    }
}
