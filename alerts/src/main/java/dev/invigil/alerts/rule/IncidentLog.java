// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the changes of one step: a camera's open incidents and the alerts about their changes. Used once. */
final class IncidentLog {
    private final CameraState state;
    private final Map<AlertCause, Incident> incidents = new EnumMap<>(AlertCause.class);
    private final List<Alert> alerts = new ArrayList<>();

    IncidentLog(CameraState state) {
        this.state = state;
        incidents.putAll(state.incidents());
    }

    Map<AlertCause, Incident> incidents() {
        return incidents;
    }

    List<Alert> alerts() {
        return alerts;
    }

    Optional<Incident> incident(AlertCause cause) {
        return Optional.ofNullable(incidents.get(cause));
    }

    /** Opens an incident; none of this cause may be open. */
    void open(AlertCause cause, Instant at, long events, String message) {
        Incident incident = Incident.open(state.line(), state.camera(), cause, state.lastFrameId(), at, events);
        incidents.put(cause, incident);
        send(AlertState.OPENED, cause, incident, at, message);
    }

    /** Counts events of the open incident, if any. */
    void count(AlertCause cause, long events) {
        incidents.computeIfPresent(cause, (c, incident) -> incident.more(events));
    }

    /** Sends an update for the open incident, if one is due. */
    void update(AlertCause cause, Instant at, Duration interval, String message) {
        incident(cause).filter(incident -> incident.updateIsDue(at, interval)).ifPresent(incident -> {
            incidents.put(cause, incident.sent(at));
            send(AlertState.UPDATED, cause, incident, at, message + "; " + total(incident));
        });
    }

    /** Closes the open incident, if any. */
    void close(AlertCause cause, Instant at, String message) {
        incident(cause).ifPresent(incident -> {
            incidents.remove(cause);
            String lasted = "lasted " + inWords(Duration.between(incident.openedAt(), at));
            String counted = incident.events() == 0 ? "" : ", " + total(incident);
            send(AlertState.CLOSED, cause, incident, at, message + "; " + lasted + counted);
        });
    }

    private void send(AlertState alertState, AlertCause cause, Incident incident, Instant at, String message) {
        alerts.add(new Alert(
                Alert.SCHEMA,
                incident.id(),
                state.line(),
                state.camera(),
                cause,
                alertState,
                incident.openedAt(),
                at,
                alertState == AlertState.CLOSED ? Optional.of(at) : Optional.empty(),
                incident.events(),
                state.framesOf(cause, incident.events()),
                message));
    }

    private static String total(Incident incident) {
        return incident.events() + " in this incident";
    }

    /** The two largest units, for example {@code 4 min 12 s}. */
    static String inWords(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
