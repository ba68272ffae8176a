// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** A line on the output of the child process. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChildLine.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = ChildLine.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = ChildLine.Refused.class, name = "refused")
})
public sealed interface ChildLine {
    /**
     * How far it is.
     *
     * @param stage within the phase: features, training, thresholds, prototypes, candidate, active
     * @param done of {@code total}
     * @param detail such as the loss
     */
    record Progress(RunPhase phase, String stage, int done, int total, Optional<String> detail) implements ChildLine {}

    /** All output of the phase is written. */
    record Finished(RunPhase phase) implements ChildLine {}

    /** The work cannot be done, for a reason that an operator can fix; the process ends. */
    record Refused(RunPhase phase, String reason) implements ChildLine {}
}
