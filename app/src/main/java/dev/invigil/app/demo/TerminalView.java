// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.kit.lifecycle.Service;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** The line in a terminal, several times a second, on the alternate screen; the terminal is as before when it ends. */
final class TerminalView implements Service {
    private static final Duration REFRESH = Duration.ofMillis(250);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle DIM = PLAIN.foreground(AttributedStyle.BRIGHT + AttributedStyle.BLACK);
    private static final AttributedStyle BOLD = PLAIN.bold();
    private static final AttributedStyle GREEN = PLAIN.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle YELLOW = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle RED =
            PLAIN.foreground(AttributedStyle.RED).bold();
    private static final AttributedStyle BLUE =
            PLAIN.foreground(AttributedStyle.BLUE).bold();
    private static final AttributedStyle MAGENTA = PLAIN.foreground(AttributedStyle.MAGENTA);

    private final Terminal terminal;
    private final LiveLine line;
    private final Clock clock;
    private final List<String> facts;
    private final Runnable quit;
    /** Asked for on a change only: it may cost a process. */
    private volatile Size size = new Size(80, 24);

    private Attributes before;
    private Thread thread;

    /**
     * @param terminal a real one; closed by whoever opened it
     * @param facts lines below the title: model, broker, page
     * @param quit called when q or Ctrl-C is pressed; must not wait for the view to stop
     */
    TerminalView(Terminal terminal, LiveLine line, Clock clock, List<String> facts, Runnable quit) {
        this.terminal = terminal;
        this.line = line;
        this.clock = clock;
        this.facts = List.copyOf(facts);
        this.quit = quit;
    }

    @Override
    public String name() {
        return "terminal view";
    }

    @Override
    public void start() {
        before = terminal.enterRawMode();
        // raw mode, but Ctrl-C still ends the program
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(raw);
        // not left to the JVM's shutdown, which closes the terminal while the view still needs it
        terminal.handle(Terminal.Signal.INT, signal -> quit.run());
        terminal.handle(Terminal.Signal.WINCH, signal -> size = terminal.getSize());
        size = terminal.getSize();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.clear_screen);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
        thread = new Thread(this::run, "invigil-view");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(before);
        terminal.flush();
    }

    private void run() {
        Display display = new Display(terminal, true);
        NonBlockingReader keys = terminal.reader();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                int columns = Math.max(40, size.getColumns());
                display.resize(Math.max(10, size.getRows()), columns);
                display.update(picture(line.snapshot(clock.instant()), columns, size.getRows()), 0);
                int key = keys.read(REFRESH.toMillis());
                if (key == 'q' || key == 'Q') {
                    quit.run();
                    return;
                }
            }
        } catch (IOException e) {
            // the reader is interrupted when the view is to stop
            Thread.currentThread().interrupt();
        }
    }

    /** All lines of the screen; pure but for the facts given at the start. */
    List<AttributedString> picture(Snapshot now, int columns, int rows) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(text(BOLD, " Invigil").append("   press q to stop", DIM).toAttributedString());
        facts.forEach(fact -> lines.add(text(DIM, " " + fact).toAttributedString()));
        lines.add(AttributedString.EMPTY);
        lines.add(text(PLAIN, " ")
                .append(figure("%.1f", now.verdictsPerSecond()), BOLD)
                .append(" verdicts/s    ", DIM)
                .append("capture to committed verdict  p50 ", DIM)
                .append(figure("%.0f ms", now.p50()), BOLD)
                .append("  p99 ", DIM)
                .append(figure("%.0f ms", now.p99()), BOLD)
                .toAttributedString());
        lines.add(AttributedString.EMPTY);
        lines.add(text(
                        DIM,
                        String.format(
                                Locale.ROOT,
                                " %-8s %-9s %7s %7s %7s %7s %9s  %s",
                                "camera",
                                "product",
                                "pass",
                                "review",
                                "reject",
                                "wrong",
                                "unscored",
                                "latest verdicts"))
                .toAttributedString());
        now.cameras().forEach(camera -> lines.add(camera(camera, columns)));
        lines.add(total(now));
        lines.add(AttributedString.EMPTY);
        alerts(now, lines, rows);
        learning(now, lines, rows);
        return lines.stream().map(text -> text.columnSubSequence(0, columns)).toList();
    }

    private static AttributedString camera(Snapshot.Camera camera, int columns) {
        AttributedStringBuilder text = text(PLAIN, String.format(Locale.ROOT, " %-8s ", camera.name()))
                .append(String.format(Locale.ROOT, "%-9s ", camera.product()), DIM)
                .append(count(camera.pass(), 7), camera.pass() > 0 ? GREEN : DIM)
                .append(count(camera.review(), 8), camera.review() > 0 ? YELLOW : DIM)
                .append(count(camera.reject(), 8), camera.reject() > 0 ? RED : DIM)
                .append(count(camera.wrongProduct(), 8), camera.wrongProduct() > 0 ? BLUE : DIM)
                .append(count(camera.unscored(), 10), camera.unscored() > 0 ? MAGENTA : DIM)
                .append("  ");
        List<Snapshot.Judged> recent = camera.recent();
        int room = Math.max(0, columns - text.columnLength() - 1);
        for (Snapshot.Judged judged : recent.subList(Math.max(0, recent.size() - room), recent.size())) {
            switch (judged.decision()) {
                case PASS -> text.append("·", GREEN);
                case REVIEW -> text.append("▲", YELLOW);
                case REJECT -> text.append("■", RED);
                case WRONG_PRODUCT -> text.append("≠", BLUE);
                case UNSCORED -> text.append("?", MAGENTA);
            }
        }
        return text.toAttributedString();
    }

    private static AttributedString total(Snapshot now) {
        long pass = now.cameras().stream().mapToLong(Snapshot.Camera::pass).sum();
        long review = now.cameras().stream().mapToLong(Snapshot.Camera::review).sum();
        long reject = now.cameras().stream().mapToLong(Snapshot.Camera::reject).sum();
        long wrong =
                now.cameras().stream().mapToLong(Snapshot.Camera::wrongProduct).sum();
        long unscored =
                now.cameras().stream().mapToLong(Snapshot.Camera::unscored).sum();
        return text(
                        DIM,
                        String.format(
                                Locale.ROOT,
                                " %-18s %7d %7d %7d %7d %9d  = %d frames; %d dead letters",
                                "all",
                                pass,
                                review,
                                reject,
                                wrong,
                                unscored,
                                pass + review + reject + wrong + unscored,
                                now.deadLetters()))
                .toAttributedString();
    }

    private static void alerts(Snapshot now, List<AttributedString> lines, int rows) {
        lines.add(text(BOLD, " Alerts")
                .append(now.open().isEmpty() ? "  none open" : "", DIM)
                .toAttributedString());
        now.open()
                .forEach(alert -> lines.add(text(RED, " ● OPEN    ")
                        .append(alert.camera() + "  ", BOLD)
                        .append(alert.message(), PLAIN)
                        .append("  " + age(alert.openedAt(), now.at()), DIM)
                        .toAttributedString()));
        for (Alert alert : now.closed()) {
            if (lines.size() < rows - 1) {
                lines.add(text(
                                DIM,
                                " ○ closed  " + alert.camera() + "  " + alert.message()
                                        + alert.closedAt()
                                                .map(at -> "  " + age(at, now.at()))
                                                .orElse(""))
                        .toAttributedString());
            }
        }
    }

    /** The model and what happened last; nothing where no model is on the models topic. */
    private static void learning(Snapshot now, List<AttributedString> lines, int rows) {
        if (now.model().isEmpty()) {
            return;
        }
        lines.add(AttributedString.EMPTY);
        lines.add(text(BOLD, " Model ")
                .append(" " + now.model().get() + " is active", PLAIN)
                .append(now.labels() == 0 ? "" : "   " + now.labels() + " frames labelled", DIM)
                .toAttributedString());
        int room = Math.max(0, rows - 1 - lines.size());
        List<Snapshot.Event> events = now.events();
        for (Snapshot.Event event : events.subList(Math.max(0, events.size() - room), events.size())) {
            lines.add(text(DIM, " " + TIME.format(event.at()) + "  ")
                    .append(event.text(), PLAIN)
                    .toAttributedString());
        }
    }

    private static String age(Instant since, Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        return seconds < 60 ? seconds + " s ago" : seconds / 60 + " min ago";
    }

    private static String count(long value, int width) {
        return String.format(Locale.ROOT, "%" + width + "d", value);
    }

    private static String figure(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }

    private static AttributedStringBuilder text(AttributedStyle style, String text) {
        return new AttributedStringBuilder().append(text, style);
    }
}
