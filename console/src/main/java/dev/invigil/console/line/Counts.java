// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.verdict.Decision;

/** Verdicts by decision. */
public record Counts(long pass, long review, long reject, long wrongProduct, long unscored) {
    /** No verdict at all. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** Both together. */
    public Counts plus(Counts other) {
        return new Counts(
                pass + other.pass,
                review + other.review,
                reject + other.reject,
                wrongProduct + other.wrongProduct,
                unscored + other.unscored);
    }

    /** With one more verdict. */
    public Counts plus(Decision decision) {
        return switch (decision) {
            case PASS -> new Counts(pass + 1, review, reject, wrongProduct, unscored);
            case REVIEW -> new Counts(pass, review + 1, reject, wrongProduct, unscored);
            case REJECT -> new Counts(pass, review, reject + 1, wrongProduct, unscored);
            case WRONG_PRODUCT -> new Counts(pass, review, reject, wrongProduct + 1, unscored);
            case UNSCORED -> new Counts(pass, review, reject, wrongProduct, unscored + 1);
        };
    }

    /** How many verdicts in all. */
    public long all() {
        return pass + review + reject + wrongProduct + unscored;
    }
}
