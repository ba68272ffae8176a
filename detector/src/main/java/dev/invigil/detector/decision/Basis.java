// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Whether the requested false-reject rate is guaranteed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Basis.Calibrated.class, name = "CALIBRATED"),
    @JsonSubTypes.Type(value = Basis.Provisional.class, name = "PROVISIONAL")
})
public sealed interface Basis {
    /** It is not, for this reason in addition to those there are. */
    Provisional weakenedBy(String reason);

    /** It is, as long as good parts keep coming as they came for calibration. */
    record Calibrated() implements Basis {
        @Override
        public Provisional weakenedBy(String reason) {
            return new Provisional(reason);
        }
    }

    /**
     * It is not: the threshold is a cautious guess.
     *
     * @param reason one line for the operator: what is missing, what was done instead
     */
    record Provisional(String reason) implements Basis {
        @Override
        public Provisional weakenedBy(String another) {
            return new Provisional(reason + "; and " + another);
        }
    }
}
