// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An open incident.
 *
 * @param id the same in every alert about it
 * @param sentAt time of the last alert about it
 * @param events number of events in it so far
 * @param sentEvents the same at the last alert
 */
public record Incident(String id, Instant openedAt, Instant sentAt, long events, long sentEvents) {

    /**
     * A new one. Its id follows from camera, cause and the frame at which it began, so that a repeated computation gives the
     * same id: frame ids are never reused, and one frame opens at most one incident of a cause.
     */
    static Incident open(String line, String camera, AlertCause cause, String frameId, Instant at, long events) {
        byte[] name = String.join("\n", line, camera, cause.name(), frameId).getBytes(StandardCharsets.UTF_8);
        return new Incident(UUID.nameUUIDFromBytes(name).toString(), at, at, events, events);
    }

    Incident more(long further) {
        return new Incident(id, openedAt, sentAt, events + further, sentEvents);
    }

    Incident sent(Instant at) {
        return new Incident(id, openedAt, at, events, events);
    }

    /** Whether an UPDATED alert is due: the events have doubled, or there are new events and the interval has passed. */
    boolean updateIsDue(Instant at, Duration interval) {
        return events >= 2 * Math.max(1, sentEvents) || (events > sentEvents && !at.isBefore(sentAt.plus(interval)));
    }
}
