// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.group;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.json.RecordCodec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The open incidents of a line's cameras that are reported together. Stored as JSON.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param causes without causes of which no camera has an incident
 */
public record LineState(int schema, String line, Map<AlertCause, OpenIncidents> causes) {
    /** The schema this version writes. */
    public static final int SCHEMA = 1;

    /** Reads and writes states. */
    public static final RecordCodec<LineState> CODEC = new RecordCodec<>(LineState.class, "line state", SCHEMA);

    public LineState {
        causes = Map.copyOf(causes);
    }

    static LineState empty(String line) {
        return new LineState(SCHEMA, line, Map.of());
    }

    OpenIncidents of(AlertCause cause) {
        return causes.getOrDefault(cause, OpenIncidents.NONE);
    }

    LineState with(AlertCause cause, OpenIncidents incidents) {
        Map<AlertCause, OpenIncidents> next = new HashMap<>(causes);
        if (incidents.cameras().isEmpty()) {
            next.remove(cause);
        } else {
            next.put(cause, incidents);
        }
        return new LineState(SCHEMA, line, next);
    }

    /** How many incidents of each cause are reported and open. */
    public Map<AlertCause, Long> reported() {
        Map<AlertCause, Long> reported = new HashMap<>();
        causes.forEach((cause, incidents) -> {
            long alone = incidents.cameras().values().stream()
                    .filter(member -> member.standing() == Standing.ALONE)
                    .count();
            reported.put(cause, alone + (incidents.group().isPresent() ? 1 : 0));
        });
        return reported;
    }

    /** How a camera's incident is reported. */
    enum Standing {
        /** Not yet. */
        WAITING,
        /** As an incident of its own. */
        ALONE,
        /** As part of the incident of the line. */
        GROUPED
    }

    /**
     * An open incident of a camera.
     *
     * @param latest the latest alert about it
     * @param since when it got its standing
     */
    record Member(Alert latest, Standing standing, Instant since) {
        Member with(Alert newer) {
            return new Member(newer, standing, since);
        }

        Member now(Standing next, Instant at) {
            return new Member(latest, next, at);
        }
    }

    /**
     * The open incident of the line.
     *
     * @param sentAt time of the last alert about it
     * @param sentCameras number of cameras in that alert
     * @param changed whether it is different now
     */
    record Group(String id, Instant openedAt, Instant sentAt, int sentCameras, boolean changed) {}

    /**
     * All open incidents of one cause.
     *
     * @param cameras by the name of the camera
     */
    record OpenIncidents(Map<String, Member> cameras, Optional<Group> group) {
        static final OpenIncidents NONE = new OpenIncidents(Map.of(), Optional.empty());

        OpenIncidents {
            cameras = Map.copyOf(cameras);
        }

        OpenIncidents with(String camera, Member member) {
            Map<String, Member> next = new TreeMap<>(cameras);
            next.put(camera, member);
            return new OpenIncidents(next, group);
        }

        OpenIncidents without(String camera) {
            Map<String, Member> next = new TreeMap<>(cameras);
            next.remove(camera);
            return new OpenIncidents(next, group);
        }

        OpenIncidents with(Optional<Group> next) {
            return new OpenIncidents(cameras, next);
        }

        /** The cameras of this standing, by name. */
        TreeMap<String, Member> of(Standing standing) {
            TreeMap<String, Member> found = new TreeMap<>();
            cameras.forEach((camera, member) -> {
                if (member.standing() == standing) {
                    found.put(camera, member);
                }
            });
            return found;
        }
    }
}
