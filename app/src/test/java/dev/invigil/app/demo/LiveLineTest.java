// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveLineTest {
    private static final Instant NOW = Verdicts.CAPTURED.plusMillis(80);

    private final LiveLine line = new LiveLine();

    @Test
    void shouldCountByCameraAndMeasureFromCaptureToTheReadersSight() {
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), NOW);
        line.verdict(Verdicts.of("b", "cam-1", Decision.REJECT), NOW);
        line.verdict(Verdicts.of("c", "cam-2", Decision.UNSCORED), NOW);

        Snapshot snapshot = line.snapshot(NOW);

        assertThat(snapshot.cameras()).extracting(Snapshot.Camera::name).containsExactly("cam-1", "cam-2");
        assertThat(snapshot.cameras().get(0).reject()).isEqualTo(1);
        assertThat(snapshot.cameras().get(1).unscored()).isEqualTo(1);
        assertThat(snapshot.p50()).isEqualTo(80);
    }

    @Test
    void shouldForgetTheRateOfVerdictsLongAgo() {
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), NOW);

        assertThat(line.snapshot(NOW).verdictsPerSecond()).isPositive();
        assertThat(line.snapshot(NOW.plusSeconds(60)).verdictsPerSecond()).isZero();
    }

    @Test
    void shouldJoinPictureAndVerdictInWhateverOrderTheyCome() {
        line.verdict(Verdicts.of("late", "cam-1", Decision.PASS), NOW);
        line.frame("late", new byte[] {1});
        line.frame("early", new byte[] {2});
        line.verdict(Verdicts.of("early", "cam-1", Decision.PASS), NOW);

        assertThat(line.picture("late").orElseThrow().verdict()).isPresent();
        assertThat(line.picture("early").orElseThrow().verdict()).isPresent();
        assertThat(line.picture("never")).isEmpty();
    }

    @Test
    void shouldKeepABoundedNumberOfPictures() {
        for (int n = 0; n < 1000; n++) {
            line.frame("frame-" + n, new byte[] {1});
        }

        assertThat(line.picture("frame-0")).isEmpty();
        assertThat(line.picture("frame-999")).isPresent();
    }

    @Test
    void shouldMoveAnAlertFromOpenToClosed() {
        line.alert(alert(AlertState.OPENED));
        assertThat(line.snapshot(NOW).open()).hasSize(1);

        line.alert(alert(AlertState.CLOSED));
        assertThat(line.snapshot(NOW).open()).isEmpty();
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
        line.label(
                new Label(Label.SCHEMA, "f-1", Label.Quality.GOOD, Optional.empty(), Optional.empty(), "m.weber", NOW));

        assertThat(line.snapshot(NOW).model()).contains("sample-line 1 aaaaaaaaaaaa");
        assertThat(line.snapshot(NOW).labels()).isEqualTo(1);

        line.model(second.activated(2, "the gate passed", "trainer", NOW));

        assertThat(line.snapshot(NOW).model()).contains("sample-line 2 bbbbbbbbbbbb");
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

    private static Alert alert(AlertState state) {
        return new Alert(
                Alert.SCHEMA,
                "incident",
                "line-1",
                "cam-1",
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
