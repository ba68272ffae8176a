// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Verdicts;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.lifecycle.FailureListener;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
    private static final Clock CLOCK = Clock.fixed(Verdicts.CAPTURED.plusSeconds(1), ZoneOffset.UTC);

    private static final String ENTER_SCREEN = "\u001b[?1049h";
    private static final String LEAVE_SCREEN = "\u001b[?1049l";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "25h";

    private static final FailureListener NO_FAILURE = (service, cause) -> {
        throw new AssertionError(cause);
    };

    private final LiveLine line = new LiveLine(30, Duration.ofHours(1));

    @Test
    void shouldShowCountsPerCameraAndTheSumOfThem() throws Exception {
        line.verdict(Verdicts.of("a", "cam-1", Decision.PASS), CLOCK.instant());
        line.verdict(Verdicts.of("b", "cam-2", Decision.REJECT), CLOCK.instant());
        line.verdict(Verdicts.of("c", "cam-3", Decision.WRONG_PRODUCT), CLOCK.instant());
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view =
                    new TerminalView(terminal, line, CLOCK, List.of("page http://x/"), () -> {}, NO_FAILURE);

            List<String> picture = view.picture(line.snapshot(CLOCK.instant()), 100, 30).stream()
                    .map(AttributedString::toString)
                    .toList();

            assertThat(picture).anyMatch(row -> row.contains("cam-1") && row.contains("·"));
            assertThat(picture).anyMatch(row -> row.contains("cam-2") && row.contains("■"));
            assertThat(picture).anyMatch(row -> row.contains("cam-3") && row.contains("≠"));
            assertThat(picture).anyMatch(row -> row.contains("= 3 frames"));
            assertThat(picture).anyMatch(row -> row.contains("page http://x/"));
        }
    }

    @Test
    void shouldShowTheLatestEventsThatHaveRoomOnceAModelIsOnItsTopic() throws Exception {
        for (int n = 0; n < 30; n++) {
            line.event(CLOCK.instant(), "event " + n);
        }
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view = new TerminalView(terminal, line, CLOCK, List.of(), () -> {}, NO_FAILURE);
            assertThat(rows(view)).noneMatch(row -> row.contains("event"));

            line.model(Verdicts.activeModel());

            assertThat(rows(view)).hasSizeLessThanOrEqualTo(30);
            assertThat(rows(view)).anyMatch(row -> row.contains("sample-line 1") && row.contains("is active"));
            assertThat(rows(view)).anyMatch(row -> row.contains("event 29"));
            assertThat(rows(view)).noneMatch(row -> row.endsWith("event 0"));
        }
    }

    private List<String> rows(TerminalView view) {
        return view.picture(line.snapshot(CLOCK.instant()), 100, 30).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void shouldNotBeWiderThanTheTerminal() throws Exception {
        for (int n = 0; n < 100; n++) {
            line.verdict(Verdicts.of("f" + n, "a-camera-with-a-long-name", Decision.PASS), CLOCK.instant());
        }
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view = new TerminalView(terminal, line, CLOCK, List.of("x".repeat(300)), () -> {}, NO_FAILURE);

            assertThat(view.picture(line.snapshot(CLOCK.instant()), 60, 30)).allMatch(row -> row.columnLength() <= 60);
        }
    }

    @Test
    void shouldShowIncidentsAboveTheCamerasAndCutNothingOfThem() throws Exception {
        String message = "the reject rate of the last 10 minutes is 12 %, the usual one is 1 %; the message is long";
        for (int n = 1; n <= 3; n++) {
            line.verdict(Verdicts.of("f" + n, "cam-" + n, Decision.PASS), CLOCK.instant());
        }
        line.alert(alert("cam-2", message));
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view =
                    new TerminalView(terminal, line, CLOCK, List.of("page http://x/"), () -> {}, NO_FAILURE);
            for (Size size : List.of(new Size(120, 40), new Size(80, 24), new Size(40, 12))) {
                List<String> rows =
                        view.picture(line.snapshot(CLOCK.instant()), size.getColumns(), size.getRows()).stream()
                                .map(AttributedString::toString)
                                .toList();
                String all = String.join(" ", rows).replaceAll("\\s+", " ");

                assertThat(rows).as("%s", size).hasSizeLessThanOrEqualTo(size.getRows());
                assertThat(rows).as("%s", size).allMatch(row -> row.length() <= size.getColumns());
                assertThat(all).as("%s", size).contains(message, "cam-1", "cam-3", " all ");
                assertThat(all.indexOf(message)).as("%s", size).isLessThan(all.indexOf(" pass "));
            }
        }
    }

    @Test
    void shouldSayHowManyCamerasHaveNoRoom() throws Exception {
        for (int n = 0; n < 30; n++) {
            line.verdict(Verdicts.of("f" + n, "cam-" + n, Decision.PASS), CLOCK.instant());
        }
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view = new TerminalView(terminal, line, CLOCK, List.of(), () -> {}, NO_FAILURE);

            List<String> rows = view.picture(line.snapshot(CLOCK.instant()), 80, 24).stream()
                    .map(AttributedString::toString)
                    .toList();

            assertThat(rows).hasSize(24);
            assertThat(rows).anyMatch(row -> row.matches(" … and \\d+ more cameras"));
            assertThat(rows.get(23)).contains("all", "= 30 frames");
        }
    }

    /** The terminal's library changes the lists that it is given: it scrolls what has only moved. */
    @Test
    void shouldGoOnWhereRowsMove() throws Exception {
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view = new TerminalView(terminal, line, CLOCK, List.of(), () -> {}, NO_FAILURE);
            Display display = new Display(terminal, true);
            display.resize(30, 100);

            for (int n = 0; n < 40; n++) {
                // each is told apart by its time
                Verdict verdict = Verdicts.of("f" + n, "cam-" + n % 3, n % 2 == 0 ? Decision.REJECT : Decision.REVIEW);
                line.verdict(verdict, CLOCK.instant().plusSeconds(n));
                display.update(view.picture(line.snapshot(CLOCK.instant()), 100, 30), 0);
            }
        }
    }

    @Test
    void shouldEndTheDemoWhenItFails() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Clock broken = new BrokenClock();
        try (Terminal terminal = terminal(new ByteArrayOutputStream(), "")) {
            TerminalView view = new TerminalView(
                    terminal, line, broken, List.of(), () -> {}, (service, cause) -> failure.complete(cause));
            view.start();

            assertThat(failure.get(1, TimeUnit.MINUTES)).hasMessage("no time");
            view.stop();
        }
    }

    private static final class BrokenClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            throw new IllegalStateException("no time");
        }
    }

    private static Alert alert(String camera, String message) {
        return new Alert(
                Alert.SCHEMA,
                "incident",
                "line-1",
                camera,
                AlertCause.REJECT_RATE,
                AlertState.OPENED,
                CLOCK.instant(),
                CLOCK.instant(),
                Optional.empty(),
                4,
                List.of(),
                message);
    }

    @Test
    void shouldLeaveTheTerminalAsItWasAndEndOnQ() throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        CountDownLatch quit = new CountDownLatch(1);
        try (Terminal terminal = terminal(screen, "q")) {
            Attributes before = terminal.getAttributes();
            TerminalView view = new TerminalView(terminal, line, CLOCK, List.of(), quit::countDown, NO_FAILURE);

            view.start();
            quit.await();
            view.stop();

            assertThat(terminal.getAttributes().getLocalFlags()).isEqualTo(before.getLocalFlags());
            assertThat(terminal.getAttributes().getInputFlags()).isEqualTo(before.getInputFlags());
            String written = screen.toString(StandardCharsets.UTF_8);
            assertThat(written.lastIndexOf(LEAVE_SCREEN)).isGreaterThan(written.lastIndexOf(ENTER_SCREEN));
            assertThat(written.lastIndexOf(SHOW_CURSOR)).isGreaterThan(written.lastIndexOf(HIDE_CURSOR));
            assertThat(written).contains(ENTER_SCREEN, HIDE_CURSOR);
        }
    }

    /** Its keyboard stays connected, since a terminal without one closes itself. */
    private static Terminal terminal(ByteArrayOutputStream screen, String keys) throws Exception {
        PipedOutputStream keyboard = new PipedOutputStream();
        PipedInputStream pressed = new PipedInputStream(keyboard);
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        Terminal terminal = new ExternalTerminal("test", "xterm-256color", pressed, screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(100, 30));
        return terminal;
    }
}
