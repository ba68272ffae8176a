// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.detector.decision.Decision;
import java.util.Optional;

/**
 * One test part.
 *
 * @param file its image, below the data's folder
 * @param defect name of the defect, or {@code good}
 * @param defective whether the data calls it so
 * @param score computed from its map by the score rule of the model
 * @param decision absent where the model has no threshold for its class
 * @param digest SHA-256 of its image's bytes, which identifies the part under any name; empty in reports of earlier versions
 */
public record DecidedPart(
        String file,
        String defect,
        boolean defective,
        double score,
        Optional<Decision> decision,
        Optional<String> digest) {
    /** A part of a report without digests. */
    public DecidedPart(String file, String defect, boolean defective, double score, Optional<Decision> decision) {
        this(file, defect, defective, score, decision, Optional.empty());
    }

    /** What the decision means, given the truth. */
    public Optional<Outcome> outcome() {
        return decision.map(made -> Outcome.of(defective, made));
    }
}
