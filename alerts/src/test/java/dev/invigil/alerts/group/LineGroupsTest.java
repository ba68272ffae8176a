// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineGroupsTest {
    private static final Duration HOLD = Duration.ofSeconds(10);

    private final LineGroups groups =
            new LineGroups(new Grouping(2, HOLD, Duration.ofMinutes(2)), Duration.ofMinutes(1));
    private final List<Alert> alerts = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-02T06:00:00Z");
    private Optional<LineState> state = Optional.empty();

    @Test
    void shouldReportACameraAloneAfterTheHold() {
        silent("cam-1");
        pass(Duration.ofMillis(9_999));
        assertThat(alerts).isEmpty();

        pass(Duration.ofMillis(1));
        assertThat(told()).containsExactly("cam-1 OPENED");
        assertThat(alerts.get(0).cameras()).isEmpty();
        assertThat(alerts.get(0).incidentId()).isEqualTo("incident-cam-1");
        back("cam-1");

        assertThat(told()).containsExactly("cam-1 OPENED", "cam-1 CLOSED");
        assertThat(state.orElseThrow().causes()).isEmpty();
    }

    @Test
    void shouldNotReportSilencesOfASecond() {
        for (int i = 0; i < 50; i++) {
            silent("cam-1");
            pass(Duration.ofSeconds(1));
            back("cam-1");
        }
        pass(Duration.ofMinutes(1));

        assertThat(alerts).isEmpty();
    }

    @Test
    void shouldReportADeadScorerOfThirtyCamerasAsOneIncident() {
        for (int camera = 1; camera <= 30; camera++) {
            silent("cam-%02d".formatted(camera));
            pass(Duration.ofMillis(200));
        }
        pass(HOLD);

        assertThat(told()).containsExactly("* OPENED");
        Alert alert = alerts.get(0);
        assertThat(alert.key()).isEqualTo("line-1/*/SILENT_CAMERA");
        assertThat(alert.cameras()).hasSize(30).startsWith("cam-01", "cam-02").endsWith("cam-30");
        assertThat(alert.message())
                .startsWith("30 cameras (cam-01, cam-02")
                .contains("cam-10 and 20 more), first cam-01: no verdict");
        assertThat(state.orElseThrow().reported()).containsEntry(AlertCause.SILENT_CAMERA, 1L);

        for (int camera = 1; camera <= 30; camera++) {
            back("cam-%02d".formatted(camera));
        }
        assertThat(told()).containsExactly("* OPENED", "* CLOSED");
        assertThat(alerts.get(1).incidentId()).isEqualTo(alert.incidentId());
        assertThat(alerts.get(1).closedAt()).isPresent();
    }

    /** Cameras with a part in half a minute fall silent one after another. */
    @Test
    void shouldTakeCamerasThatWereReportedAloneAMomentAgoIntoTheGroup() {
        silent("cam-1");
        pass(Duration.ofSeconds(30));
        silent("cam-2");
        pass(HOLD);

        assertThat(told()).containsExactly("cam-1 OPENED", "cam-1 CLOSED", "* OPENED");
        assertThat(alerts.get(2).cameras()).containsExactly("cam-1", "cam-2");
        back("cam-2");
        back("cam-1");
        assertThat(told()).endsWith("* CLOSED").hasSize(4);
    }

    @Test
    void shouldKeepAnOldIncidentOfASingleCameraApart() {
        silent("cam-1");
        pass(HOLD);
        pass(Duration.ofHours(5));
        silent("cam-2");
        pass(HOLD);

        assertThat(told()).containsExactly("cam-1 OPENED", "cam-2 OPENED");
    }

    @Test
    void shouldUpdateTheGroupWhenItHasDoubledOrAfterTheInterval() {
        silent("cam-1");
        silent("cam-2");
        pass(HOLD);
        silent("cam-3");
        assertThat(told()).containsExactly("* OPENED");
        silent("cam-4");
        assertThat(told()).containsExactly("* OPENED", "* UPDATED");
        back("cam-4");
        pass(Duration.ofSeconds(59));
        assertThat(told()).hasSize(2);
        pass(Duration.ofSeconds(1));

        assertThat(told()).containsExactly("* OPENED", "* UPDATED", "* UPDATED");
        assertThat(alerts.get(2).cameras()).containsExactly("cam-1", "cam-2", "cam-3");
    }

    @Test
    void shouldKeepCausesApart() {
        silent("cam-1");
        alert("cam-2", AlertCause.MODEL_NOT_IN_USE, AlertState.OPENED);
        pass(HOLD);

        assertThat(alerts)
                .extracting(Alert::key)
                .containsExactlyInAnyOrder("line-1/cam-1/SILENT_CAMERA", "line-1/cam-2/MODEL_NOT_IN_USE");
    }

    @Test
    void shouldReportUpdatesOfACameraThatIsReportedAloneOnly() {
        alert("cam-1", AlertCause.MODEL_NOT_IN_USE, AlertState.OPENED);
        alert("cam-1", AlertCause.MODEL_NOT_IN_USE, AlertState.UPDATED);
        assertThat(alerts).isEmpty();
        pass(HOLD);
        alert("cam-1", AlertCause.MODEL_NOT_IN_USE, AlertState.UPDATED);

        assertThat(told()).containsExactly("cam-1 OPENED", "cam-1 UPDATED");
    }

    /** An incident that was opened by a version without groups. */
    @Test
    void shouldPassTheEndOfAnIncidentOn() {
        back("cam-1");

        assertThat(told()).containsExactly("cam-1 CLOSED");
    }

    @Test
    void shouldContinueFromTheStoredState() {
        silent("cam-1");
        silent("cam-2");
        pass(HOLD);
        silent("cam-3");

        LineState stored = state.orElseThrow();
        LineState read = LineState.CODEC.deserializer().deserialize("store", LineState.CODEC.encode(stored));

        assertThat(read).isEqualTo(stored);
    }

    private void silent(String camera) {
        alert(camera, AlertCause.SILENT_CAMERA, AlertState.OPENED);
    }

    private void back(String camera) {
        alert(camera, AlertCause.SILENT_CAMERA, AlertState.CLOSED);
    }

    private void alert(String camera, AlertCause cause, AlertState kind) {
        take(groups.onAlert(
                state,
                new Alert(
                        Alert.SCHEMA,
                        "incident-" + camera,
                        "line-1",
                        camera,
                        cause,
                        kind,
                        now,
                        now,
                        kind == AlertState.CLOSED ? Optional.of(now) : Optional.empty(),
                        0,
                        List.of(),
                        "no verdict for 1 min 0 s"),
                now));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        state.ifPresent(before -> take(groups.onClock(before, now)));
    }

    private void take(GroupStep step) {
        state = Optional.of(step.state());
        alerts.addAll(step.alerts());
    }

    private List<String> told() {
        return alerts.stream()
                .map(alert -> alert.camera() + " " + alert.state())
                .toList();
    }
}
