// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Snapshot;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** The line in a terminal, several times a second, on the alternate screen; the terminal is as before when it ends. */
final class TerminalView implements Service {
    private static final Duration REFRESH = Duration.ofMillis(250);

    private final Terminal terminal;
    private final LiveLine line;
    private final Clock clock;
    private final List<String> facts;
    private final Runnable quit;
    private final FailureListener failures;
    /** Asked for on a change only: it may cost a process. */
    private volatile Size size = new Size(80, 24);

    private Attributes before;
    private Thread thread;

    /**
     * @param terminal a real one; closed by whoever opened it
     * @param facts lines below the title: model, broker, page
     * @param quit called when q or Ctrl-C is pressed; must not wait for the view to stop
     * @param failures hears of a failure, since a view that stands still takes no keys either; must not wait for the view to stop
     */
    TerminalView(
            Terminal terminal,
            LiveLine line,
            Clock clock,
            List<String> facts,
            Runnable quit,
            FailureListener failures) {
        this.terminal = terminal;
        this.line = line;
        this.clock = clock;
        this.facts = List.copyOf(facts);
        this.quit = quit;
        this.failures = failures;
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

    @SuppressWarnings("CatchingUnchecked")
    private void run() {
        Display display = new Display(terminal, true);
        NonBlockingReader keys = terminal.reader();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                int columns = Math.max(TerminalPicture.LEAST_COLUMNS, size.getColumns());
                int rows = Math.max(TerminalPicture.LEAST_ROWS, size.getRows());
                display.resize(rows, columns);
                display.update(picture(line.snapshot(clock.instant()), columns, rows), 0);
                int key = keys.read(REFRESH.toMillis());
                if (key == 'q' || key == 'Q') {
                    quit.run();
                    return;
                }
            }
        } catch (IOException e) {
            // the reader is interrupted when the view is to stop
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failures.failed(name(), e);
        }
    }

    /** All lines of the screen, at most so many; pure but for the facts given at the start. */
    List<AttributedString> picture(Snapshot now, int columns, int rows) {
        return TerminalPicture.of(now, facts, columns, rows);
    }
}
