// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** Why a run was started. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Trigger.Cron.class, name = "schedule"),
    @JsonSubTypes.Type(value = Trigger.Request.class, name = "request"),
    @JsonSubTypes.Type(value = Trigger.Labels.class, name = "labels"),
    @JsonSubTypes.Type(value = Trigger.Drift.class, name = "drift"),
    @JsonSubTypes.Type(value = Trigger.Manual.class, name = "manual")
})
public sealed interface Trigger {
    /** When it happened. */
    Instant at();

    /** In words, for the log and for pages. */
    String describe();

    /**
     * The schedule.
     *
     * @param due the time of the schedule; before {@link #at} when the service was down at that time
     */
    record Cron(Instant due, Instant at) implements Trigger {
        @Override
        public String describe() {
            return "the schedule, due at " + due;
        }
    }

    /** {@code POST /runs}. */
    record Request(String by, Optional<String> reason, Instant at) implements Trigger {
        @Override
        public String describe() {
            return "a request by " + by + reason.map(why -> ": " + why).orElse("");
        }
    }

    /** So many labels are new since the last snapshot. */
    record Labels(int count, Instant at) implements Trigger {
        @Override
        public String describe() {
            return count + " new labels";
        }
    }

    /** An alert says that the calibration no longer holds. */
    record Drift(String line, String camera, String alert, Instant at) implements Trigger {
        @Override
        public String describe() {
            return "the drift alert " + alert + " of camera " + camera;
        }
    }

    /** The option {@code --now} of {@code invigil trainer}. */
    record Manual(Instant at) implements Trigger {
        @Override
        public String describe() {
            return "the option --now";
        }
    }
}
