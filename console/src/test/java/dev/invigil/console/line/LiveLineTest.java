// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Threshold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveLineTest {
    private static final Instant NOW = Verdicts.CAPTURED.plusMillis(80);

    private final LiveLine line = new LiveLine(3, Duration.ofHours(1));

    @Test
    void shouldCountByCameraAndMeasureFromCaptureToTheReadersSight() {
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), NOW);
        line.verdict(Verdicts.of("b", "cam-1", Decision.REJECT), NOW);
        line.verdict(Verdicts.of("c", "cam-2", Decision.UNSCORED), NOW);

        Snapshot snapshot = line.snapshot(NOW);

        assertThat(snapshot.cameras()).extracting(Snapshot.Camera::name).containsExactly("cam-1", "cam-2");
        assertThat(snapshot.cameras().get(0).counts().reject()).isEqualTo(1);
        assertThat(snapshot.cameras().get(1).counts().unscored()).isEqualTo(1);
        assertThat(snapshot.p50()).isEqualTo(80);
    }

    @Test
    void shouldForgetTheRateOfVerdictsLongAgo() {
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), NOW);

        assertThat(line.snapshot(NOW).verdictsPerSecond()).isPositive();
        assertThat(line.snapshot(NOW.plusSeconds(60)).verdictsPerSecond()).isZero();
    }

    @Test
    void shouldNotTakeVerdictsOfThePastForRateOrLatency() {
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), NOW.plusSeconds(600));

        assertThat(line.snapshot(NOW.plusSeconds(600)).verdictsPerSecond()).isZero();
        assertThat(line.snapshot(NOW.plusSeconds(600)).p50()).isNaN();
        assertThat(line.verdicts()).isEqualTo(1);
    }

    @Test
    void shouldCountCamerasBeyondTheBoundTogether() {
        for (int n = 0; n < 5000; n++) {
            line.verdict(Verdicts.of("f" + n, "invented-" + n, Decision.PASS), NOW);
        }

        List<Snapshot.Camera> cameras = line.snapshot(NOW).cameras();
        assertThat(cameras)
                .extracting(Snapshot.Camera::name)
                .containsExactlyInAnyOrder("invented-0", "invented-1", "invented-2", "other (1000 or more cameras)");
        assertThat(line.snapshot(NOW).total().pass()).isEqualTo(5000);
    }

    @Test
    void shouldGiveTheEntryOfACameraThatIsGoneToOneThatSends() {
        Instant old = NOW.minus(Duration.ofHours(2));
        for (int n = 0; n < 3; n++) {
            line.verdict(Verdicts.at(old, "old-" + n, "old-" + n, Decision.PASS), NOW);
        }
        line.verdict(Verdicts.at(NOW, "new", "new", Decision.PASS), NOW);

        assertThat(line.snapshot(NOW).cameras())
                .extracting(Snapshot.Camera::name)
                .contains("new")
                .hasSize(3);
    }

    @Test
    void shouldKeepABoundedNumberOfOpenIncidentsAndCountTheOthers() {
        for (int n = 0; n < 700; n++) {
            line.alert(alert("cam-" + n, AlertState.OPENED));
        }

        Snapshot snapshot = line.snapshot(NOW);
        assertThat(snapshot.incidents()).hasSize(1);
        assertThat(snapshot.incidents().get(0).cameras()).hasSize(500);
        assertThat(snapshot.moreIncidents()).isEqualTo(200);
        assertThat(snapshot.state().text()).contains("700 incidents");
    }

    @Test
    void shouldShowCamerasWithOpenIncidentsFirstThenSilentOnes() {
        line.verdict(Verdicts.at(NOW, "a", "cam-1", Decision.PASS), NOW);
        line.verdict(Verdicts.at(NOW.minusSeconds(98), "b", "cam-2", Decision.PASS), NOW);
        line.verdict(Verdicts.at(NOW, "c", "cam-3", Decision.REJECT), NOW);
        line.alert(alert("cam-3", AlertState.OPENED));

        assertThat(line.snapshot(NOW).cameras())
                .extracting(Snapshot.Camera::name)
                .containsExactly("cam-3", "cam-2", "cam-1");
        assertThat(line.snapshot(NOW).cameras())
                .extracting(Snapshot.Camera::activity)
                .containsExactly(Snapshot.Activity.INSPECTED, Snapshot.Activity.SILENT, Snapshot.Activity.INSPECTED);
    }

    @Test
    void shouldCountAnIncidentOfTheWholeLineOnceAndMarkItsCameras() {
        line.verdict(Verdicts.at(NOW, "a", "cam-1", Decision.PASS), NOW);
        line.verdict(Verdicts.at(NOW, "b", "cam-2", Decision.PASS), NOW);
        line.alert(new Alert(
                Alert.SCHEMA,
                "incident",
                "line-1",
                Alert.WHOLE_LINE,
                AlertCause.SILENT_CAMERA,
                AlertState.OPENED,
                NOW,
                NOW,
                Optional.empty(),
                0,
                List.of(),
                "no verdict for 60 s from 2 cameras",
                List.of("cam-1", "cam-2")));

        Snapshot snapshot = line.snapshot(NOW);
        assertThat(snapshot.state().text()).endsWith("1 incident is open on cam-1 and cam-2.");
        assertThat(snapshot.incidents().get(0).cameras()).hasSize(2);
        assertThat(snapshot.cameras())
                .extracting(Snapshot.Camera::openIncidents)
                .containsExactly(1, 1);
    }

    @Test
    void shouldQueueReviewsAndRejectsUntilTheyHaveALabel() {
        line.verdict(Verdicts.of("good", "cam-1", Decision.PASS), NOW);
        line.verdict(Verdicts.of("doubt", "cam-1", Decision.REVIEW), NOW);
        line.verdict(Verdicts.of("bad", "cam-1", Decision.REJECT), NOW);
        long before = line.snapshot(NOW).queueChange();

        line.label(label("bad"));

        assertThat(line.queue()).extracting(entry -> entry.verdict().frameId()).containsExactly("bad", "doubt");
        assertThat(line.queue().get(0).label()).isPresent();
        assertThat(line.snapshot(NOW).queue()).isEqualTo(1);
        assertThat(line.snapshot(NOW).queueChange()).isGreaterThan(before);

        line.labelWithdrawn("bad");

        assertThat(line.snapshot(NOW).queue()).isEqualTo(2);
    }

    @Test
    void shouldKeepABoundedQueue() {
        for (int n = 0; n < 1000; n++) {
            line.verdict(Verdicts.of("f" + n, "cam-1", Decision.REJECT), NOW);
        }

        assertThat(line.queue()).hasSize(ReviewQueue.KEPT);
        assertThat(line.queue().get(0).verdict().frameId()).isEqualTo("f999");
    }

    @Test
    void shouldCountSinceATime() {
        line.verdict(Verdicts.at(NOW.minusSeconds(1800), "a", "cam-1", Decision.REJECT), NOW);
        line.verdict(Verdicts.at(NOW, "b", "cam-1", Decision.PASS), NOW);

        assertThat(line.figures(NOW.minusSeconds(600)))
                .containsExactly(new LiveLine.Figures("cam-1", new Counts(1, 0, 0, 0, 0)));
        assertThat(line.figures(NOW.minusSeconds(3000)))
                .containsExactly(new LiveLine.Figures("cam-1", new Counts(1, 0, 1, 0, 0)));
    }

    @Test
    void shouldKnowThatFramesWaitWhenTheyHaveNoVerdict() {
        line.frameEnds(Map.of(0, 1L));
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), NOW);
        line.frameEnds(Map.of(0, 2L));
        Instant later = NOW.plusSeconds(98);
        assertThat(line.snapshot(later).state().text()).isEqualTo("No frame for 98 s.");

        line.frameEnds(Map.of(0, 9L));

        assertThat(line.snapshot(later).state().text()).isEqualTo("No verdict for 98 s, although frames arrive.");
    }

    @Test
    void shouldSayWhatAThresholdPromises() {
        assertThat(LiveLine.promise(
                        new Threshold(0.6, 0.4, "bundle", Threshold.Basis.CALIBRATED, 0.02, 50, Optional.empty())))
                .isEqualTo("At most 2 % of the good parts are rejected (calibrated with 50 parts).");
        assertThat(LiveLine.promise(new Threshold(
                        0.6, 0.4, "bundle", Threshold.Basis.PROVISIONAL, 0.001, 5, Optional.of("too few parts"))))
                .isEqualTo("Provisional, nothing is guaranteed: too few parts");
    }

    @Test
    void shouldMoveAnAlertFromOpenToClosed() {
        line.alert(alert("cam-1", AlertState.OPENED));
        assertThat(line.snapshot(NOW).incidents()).hasSize(1);

        line.alert(alert("cam-1", AlertState.CLOSED));
        assertThat(line.snapshot(NOW).incidents()).isEmpty();
        assertThat(line.snapshot(NOW).closed()).hasSize(1);
    }

    @Test
    void shouldBeWrittenAsJsonBeforeTheFirstVerdict() throws Exception {
        assertThat(Json.mapper().writeValueAsString(line.snapshot(NOW))).contains("\"cameras\":[]");
    }

    @Test
    void shouldTellWhichModelDecidesAndHowThatCameAbout() {
        assertThat(line.snapshot(NOW).model()).isEmpty();
        ModelRecord first = model("a", "1").activated(1, "the first model", "m.weber", NOW);
        ModelRecord second = model("b", "2");
        line.model(first);
        line.model(second);
        line.label(label("f-1"));

        assertThat(line.snapshot(NOW).model().map(LiveLine::shownModel)).contains("sample-line 1 aaaaaaaaaaaa");
        assertThat(line.snapshot(NOW).labels()).isEqualTo(1);

        line.model(second.activated(2, "the gate passed", "trainer", NOW));

        assertThat(line.snapshot(NOW).model().map(LiveLine::shownModel)).contains("sample-line 2 bbbbbbbbbbbb");
        assertThat(line.snapshot(NOW).events())
                .extracting(Snapshot.Event::text)
                .containsExactly(
                        "model sample-line 1 aaaaaaaaaaaa is ACTIVE: the first model (m.weber)",
                        "model sample-line 2 bbbbbbbbbbbb is CANDIDATE: trained (trainer)",
                        "m.weber labels the first frame: f-1 is GOOD",
                        "model sample-line 2 bbbbbbbbbbbb is ACTIVE: the gate passed (trainer)");
    }

    private static ModelRecord model(String digit, String version) {
        return new ModelRecord(
                ModelRecord.SCHEMA,
                digit.repeat(64),
                "sample-line",
                version,
                ModelState.CANDIDATE,
                OptionalLong.empty(),
                Optional.empty(),
                "trained",
                "trainer",
                NOW,
                Optional.empty());
    }

    private static Label label(String frame) {
        return new Label(Label.SCHEMA, frame, Label.Quality.GOOD, Optional.empty(), Optional.empty(), "m.weber", NOW);
    }

    private static Alert alert(String camera, AlertState state) {
        return new Alert(
                Alert.SCHEMA,
                "incident",
                "line-1",
                camera,
                AlertCause.K_OF_N,
                state,
                NOW,
                NOW,
                state == AlertState.CLOSED ? Optional.of(NOW) : Optional.empty(),
                4,
                List.of(),
                "4 of the last 10 were rejected");
    }
}
