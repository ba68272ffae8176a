// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.alerts.group.LineState.Group;
import dev.invigil.alerts.group.LineState.Member;
import dev.invigil.alerts.group.LineState.OpenIncidents;
import dev.invigil.alerts.group.LineState.Standing;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is reported of the incidents of a line's cameras: a pure function of the line's state, and an alert of a camera or the time.
 *
 * <p>A camera's incident waits for {@link Grouping#hold}; if it ends before, it is never reported. Then it is reported alone, or, when enough
 * cameras have one of the same cause, together with them as one incident of the line (camera {@link Alert#WHOLE_LINE}). That one ends when
 * all its cameras have recovered.
 */
public final class LineGroups {
    /** The causes that are held and grouped. The others are about one camera and are reported at once. */
    public static final Set<AlertCause> CAUSES = Set.of(AlertCause.SILENT_CAMERA, AlertCause.MODEL_NOT_IN_USE);

    private static final int NAMED = 10;

    private final Grouping grouping;
    private final Duration updateEvery;

    /** @param updateEvery shortest time between two UPDATED alerts of a line's incident, unless its number of cameras has doubled */
    public LineGroups(Grouping grouping, Duration updateEvery) {
        this.grouping = grouping;
        this.updateEvery = updateEvery;
    }

    /**
     * After an alert of a camera.
     *
     * @param before the state of its line; empty for none
     */
    public GroupStep onAlert(Optional<LineState> before, Alert alert, Instant now) {
        LineState state = before.orElseGet(() -> LineState.empty(alert.line()));
        OpenIncidents open = state.of(alert.cause());
        List<Alert> alerts = new ArrayList<>();
        OpenIncidents next =
                switch (alert.state()) {
                    case OPENED -> opened(open, alert, now);
                    case UPDATED -> updated(open, alert, alerts);
                    case CLOSED -> closed(open, alert, now, alerts);
                };
        return new GroupStep(state.with(alert.cause(), reportChange(next, alert.cause(), now, alerts)), alerts);
    }

    /** After time has passed. */
    public GroupStep onClock(LineState state, Instant now) {
        LineState next = state;
        List<Alert> alerts = new ArrayList<>();
        for (Map.Entry<AlertCause, OpenIncidents> entry : state.causes().entrySet()) {
            OpenIncidents reported = reportWaiting(entry.getValue(), entry.getKey(), now, alerts);
            next = next.with(entry.getKey(), reportChange(reported, entry.getKey(), now, alerts));
        }
        return new GroupStep(next, alerts);
    }

    private static OpenIncidents opened(OpenIncidents open, Alert alert, Instant now) {
        if (open.group().isEmpty()) {
            return open.with(alert.camera(), new Member(alert, Standing.WAITING, now));
        }
        return open.with(alert.camera(), new Member(alert, Standing.GROUPED, now))
                .with(open.group().map(LineGroups::changed));
    }

    private static OpenIncidents updated(OpenIncidents open, Alert alert, List<Alert> alerts) {
        Member member = open.cameras().get(alert.camera());
        if (member == null) {
            // opened before there were groups
            alerts.add(alert);
            return open;
        }
        if (member.standing() == Standing.ALONE) {
            alerts.add(alert);
        }
        OpenIncidents next = open.with(alert.camera(), member.with(alert));
        return member.standing() == Standing.GROUPED ? next.with(open.group().map(LineGroups::changed)) : next;
    }

    private OpenIncidents closed(OpenIncidents open, Alert alert, Instant now, List<Alert> alerts) {
        Member member = open.cameras().get(alert.camera());
        if (member == null || member.standing() == Standing.ALONE) {
            alerts.add(alert);
        }
        OpenIncidents next = open.without(alert.camera());
        if (member == null || member.standing() != Standing.GROUPED) {
            return next;
        }
        Group group = open.group().orElseThrow();
        if (next.of(Standing.GROUPED).isEmpty()) {
            alerts.add(
                    alert(group, alert.cause(), AlertState.CLOSED, now, List.of(member.with(alert)), alert.message()));
            return next.with(Optional.empty());
        }
        return next.with(Optional.of(changed(group)));
    }

    private OpenIncidents reportWaiting(OpenIncidents open, AlertCause cause, Instant now, List<Alert> alerts) {
        Map<String, Member> waiting = open.of(Standing.WAITING);
        boolean due = waiting.values().stream()
                .anyMatch(member -> !now.isBefore(member.since().plus(grouping.hold())));
        if (!due) {
            return open;
        }
        Map<String, Member> recent = open.of(Standing.ALONE);
        recent.values().removeIf(member -> now.isAfter(member.since().plus(grouping.within())));
        return waiting.size() + recent.size() >= grouping.cameras()
                ? group(open, cause, waiting, recent, now, alerts)
                : reportAlone(open, waiting, now, alerts);
    }

    private OpenIncidents group(
            OpenIncidents open,
            AlertCause cause,
            Map<String, Member> waiting,
            Map<String, Member> recent,
            Instant now,
            List<Alert> alerts) {
        OpenIncidents next = open;
        for (Map.Entry<String, Member> entry : recent.entrySet()) {
            alerts.add(joined(entry.getValue().latest(), now));
            next = next.with(entry.getKey(), entry.getValue().now(Standing.GROUPED, now));
        }
        for (Map.Entry<String, Member> entry : waiting.entrySet()) {
            next = next.with(entry.getKey(), entry.getValue().now(Standing.GROUPED, now));
        }
        Collection<Member> members = next.of(Standing.GROUPED).values();
        Alert first = first(members);
        String id = UUID.nameUUIDFromBytes(
                        String.join("\n", first.line(), Alert.WHOLE_LINE, cause.name(), first.incidentId())
                                .getBytes(UTF_8))
                .toString();
        Group group = new Group(id, first.openedAt(), now, members.size(), false);
        alerts.add(alert(group, cause, AlertState.OPENED, now, members, message(members)));
        return next.with(Optional.of(group));
    }

    private OpenIncidents reportAlone(
            OpenIncidents open, Map<String, Member> waiting, Instant now, List<Alert> alerts) {
        OpenIncidents next = open;
        for (Map.Entry<String, Member> entry : waiting.entrySet()) {
            Member member = entry.getValue();
            if (!now.isBefore(member.since().plus(grouping.hold()))) {
                alerts.add(member.latest().withState(AlertState.OPENED, now));
                next = next.with(entry.getKey(), member.now(Standing.ALONE, now));
            }
        }
        return next;
    }

    /** Sends an update of the line's incident, if one is due. */
    private OpenIncidents reportChange(OpenIncidents open, AlertCause cause, Instant now, List<Alert> alerts) {
        Optional<Group> due = open.group().filter(Group::changed);
        Collection<Member> members = open.of(Standing.GROUPED).values();
        if (due.isEmpty()
                || (now.isBefore(due.get().sentAt().plus(updateEvery))
                        && members.size() < 2 * due.get().sentCameras())) {
            return open;
        }
        Group group = due.get();
        Group sent = new Group(group.id(), group.openedAt(), now, members.size(), false);
        alerts.add(alert(sent, cause, AlertState.UPDATED, now, members, message(members)));
        return open.with(Optional.of(sent));
    }

    private static Group changed(Group group) {
        return new Group(group.id(), group.openedAt(), group.sentAt(), group.sentCameras(), true);
    }

    /** The end of a camera's own incident, which is reported with those of other cameras from now on. */
    private static Alert joined(Alert alert, Instant now) {
        return new Alert(
                Alert.SCHEMA,
                alert.incidentId(),
                alert.line(),
                alert.camera(),
                alert.cause(),
                AlertState.CLOSED,
                alert.openedAt(),
                now,
                Optional.of(now),
                alert.rejects(),
                alert.frameIds(),
                "other cameras of the line have the same problem; it is continued as an incident of the line");
    }

    private static Alert alert(
            Group group, AlertCause cause, AlertState state, Instant now, Collection<Member> members, String message) {
        List<Alert> parts = members.stream()
                .map(Member::latest)
                .sorted(Comparator.comparing(Alert::camera))
                .toList();
        List<String> frames =
                parts.stream().flatMap(part -> part.frameIds().stream()).toList();
        return new Alert(
                Alert.SCHEMA,
                group.id(),
                parts.get(0).line(),
                Alert.WHOLE_LINE,
                cause,
                state,
                group.openedAt(),
                now,
                state == AlertState.CLOSED ? Optional.of(now) : Optional.empty(),
                parts.stream().mapToLong(Alert::rejects).sum(),
                frames.subList(Math.max(0, frames.size() - Alert.MAX_FRAMES), frames.size()),
                state == AlertState.CLOSED
                        ? "all cameras of this incident have recovered; the last one: " + message
                        : message,
                parts.stream().map(Alert::camera).limit(Alert.MAX_CAMERAS).toList());
    }

    private static Alert first(Collection<Member> members) {
        return members.stream()
                .map(Member::latest)
                .min(Comparator.comparing(Alert::openedAt).thenComparing(Alert::camera))
                .orElseThrow();
    }

    private static String message(Collection<Member> members) {
        List<String> cameras = members.stream()
                .map(member -> member.latest().camera())
                .sorted()
                .toList();
        String names = String.join(", ", cameras.subList(0, Math.min(NAMED, cameras.size())));
        Alert first = first(members);
        return cameras.size() + (cameras.size() == 1 ? " camera (" : " cameras (") + names
                + (cameras.size() > NAMED ? " and " + (cameras.size() - NAMED) + " more" : "") + "), first "
                + first.camera() + ": " + first.message();
    }
}
