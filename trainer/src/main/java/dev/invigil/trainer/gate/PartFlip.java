// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Decision;
import java.util.Objects;

/**
 * A part on which the two models differ.
 *
 * @param part its name
 * @param file the image, relative to the data's folder
 * @param defect kind of defect; {@code good} for a good part
 */
public record PartFlip(
        Kind kind,
        String part,
        String file,
        String defect,
        double activeScore,
        Decision active,
        double candidateScore,
        Decision candidate) {

    /** What changed, in the order in which a reader should see it. */
    public enum Kind {
        /** A defective part that the active model stops and the candidate passes. */
        NEWLY_MISSED,
        /** A good part that the candidate rejects and the active model does not. */
        NEWLY_REJECTED,
        /** A defective part that the active model passes and the candidate stops. */
        NEWLY_FOUND,
        /** A good part that the active model rejects and the candidate does not. */
        NO_LONGER_REJECTED
    }

    public PartFlip {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(defect, "defect");
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(candidate, "candidate");
    }
}
