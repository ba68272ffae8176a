// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.console.line.LineSentence.Level;
import dev.invigil.console.line.LineSentence.Seen;
import dev.invigil.console.line.LineSentence.State;
import dev.invigil.console.line.Snapshot.Activity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineSentenceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Seen ONE = new Seen("cam-1", Activity.INSPECTED, NOW);
    private static final Seen TWO = new Seen("cam-2", Activity.INSPECTED, NOW);
    private static final Seen SILENT = new Seen("cam-3", Activity.SILENT, NOW.minusSeconds(98));

    @Test
    void shouldSayThatAllIsWell() {
        assertThat(say(List.of(ONE, TWO), 0))
                .isEqualTo(
                        new State(Level.GOOD, "All 2 cameras are inspected; no incident is open.", Optional.empty()));
    }

    @Test
    void shouldNameTheCameraOfAnIncident() {
        State state = say(List.of(ONE, TWO), 1, "cam-2");

        assertThat(state.level()).isEqualTo(Level.ATTENTION);
        assertThat(state.text()).isEqualTo("All 2 cameras are inspected; 1 incident is open on cam-2.");
    }

    @Test
    void shouldCountTheCamerasOfManyIncidents() {
        assertThat(say(List.of(ONE), 4, "a", "b", "c", "d").text())
                .isEqualTo("The camera cam-1 is inspected; 4 incidents are open on 4 cameras.");
    }

    @Test
    void shouldNameSilentCameras() {
        assertThat(say(List.of(ONE, TWO, SILENT), 0).text())
                .isEqualTo("2 of 3 cameras are inspected; no verdict from cam-3 for 98 s; no incident is open.");
    }

    @Test
    void shouldNotExpectVerdictsOfACameraThatIsOff() {
        Seen off = new Seen("cam-9", Activity.OFF, NOW.minusSeconds(90_000));

        assertThat(say(List.of(ONE, TWO, off), 0).text())
                .isEqualTo("All 2 cameras are inspected; no incident is open.");
    }

    @Test
    void shouldSayWhyThereIsNoVerdict() {
        Instant last = NOW.minusSeconds(98);
        State away = LineSentence.of(facts(
                Optional.of("the broker has not been reached for 97 s; it continues by itself"),
                Optional.of(last),
                false,
                SILENT));
        State waiting = LineSentence.of(facts(Optional.empty(), Optional.of(last), true, SILENT));
        State none = LineSentence.of(facts(Optional.empty(), Optional.of(last), false, SILENT));

        assertThat(away.text()).isEqualTo("No verdict for 98 s: the broker does not answer.");
        assertThat(away.remedy()).hasValue("The broker has not been reached for 97 s; it continues by itself.");
        assertThat(waiting.text()).isEqualTo("No verdict for 98 s, although frames arrive.");
        assertThat(none.text()).isEqualTo("No frame for 98 s.");
        assertThat(List.of(away, waiting, none)).extracting(State::level).containsOnly(Level.TROUBLE);
        assertThat(waiting.remedy()).isPresent();
        assertThat(none.remedy()).isPresent();
    }

    @Test
    void shouldSayThatNothingHasArrivedYet() {
        assertThat(LineSentence.of(facts(Optional.empty(), Optional.empty(), false))
                        .text())
                .isEqualTo("No frame has arrived yet.");
        assertThat(LineSentence.of(facts(Optional.empty(), Optional.empty(), true))
                        .level())
                .isEqualTo(Level.TROUBLE);
    }

    @Test
    void shouldNameAServiceThatIsNotReady() {
        State state = LineSentence.of(new LineSentence.Facts(
                NOW,
                Optional.empty(),
                List.of("scorer-device: no answer for 40 s"),
                false,
                Optional.of(NOW),
                false,
                List.of(ONE),
                0,
                List.of()));

        assertThat(state.level()).isEqualTo(Level.ATTENTION);
        assertThat(state.remedy()).contains("Not ready: scorer-device: no answer for 40 s");
    }

    private static State say(List<Seen> cameras, long incidents, String... affected) {
        return LineSentence.of(new LineSentence.Facts(
                NOW,
                Optional.empty(),
                List.of(),
                false,
                Optional.of(NOW),
                false,
                new ArrayList<>(cameras),
                incidents,
                List.of(affected)));
    }

    private static LineSentence.Facts facts(
            Optional<String> broker, Optional<Instant> last, boolean framesWaiting, Seen... cameras) {
        return new LineSentence.Facts(
                NOW, broker, List.of(), false, last, framesWaiting, List.of(cameras), 0, List.of());
    }
}
