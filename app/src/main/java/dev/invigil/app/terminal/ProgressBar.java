// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line that shows how far a long piece of work is: {@code training ━━━━━━╸────── 46 %  0:32 left  loss 0.412}. On a
 * terminal the line is redrawn in place; elsewhere (a log, CI) a line is printed at every tenth.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final int TENTHS = 10;
    /** Of the work, before an estimate is shown: the first pieces take longer than the others. */
    private static final double LEAST_FINISHED = 0.02;

    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final String ERASE_LINE = "\r\u001b[2K";
    /** What is wider than the terminal is cut, since a second row would not be erased. */
    private static final String CUT = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final String label;
    private final LongSupplier nanoTime;
    private final long before;
    private final long start;
    private long lastDrawn;
    private int lastTenth = -1;
    private boolean drawn;

    /**
     * @param out usually standard error, so that results can be piped
     * @param terminal whether {@code out} is a terminal
     * @param label what is being done
     */
    ProgressBar(PrintStream out, boolean terminal, String label) {
        this(out, terminal, label, 0, System::nanoTime);
    }

    /** A bar on standard error, which is a terminal when the launcher says so; the JVM alone cannot tell. */
    public static ProgressBar onStandardError(String label) {
        return onStandardError(label, 0);
    }

    /**
     * The same for work that continues earlier work.
     *
     * @param before pieces that were finished earlier and are not part of the measured time
     */
    public static ProgressBar onStandardError(String label, long before) {
        return new ProgressBar(System.err, Boolean.getBoolean("invigil.terminal"), label, before, System::nanoTime);
    }

    ProgressBar(PrintStream out, boolean terminal, String label, LongSupplier nanoTime) {
        this(out, terminal, label, 0, nanoTime);
    }

    ProgressBar(PrintStream out, boolean terminal, String label, long before, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.label = label;
        this.before = before;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.lastDrawn = start - REDRAW.toNanos();
    }

    /**
     * @param done pieces finished, up to {@code total}
     * @param total pieces in all, at least 1
     * @param detail shown at the end of the line, may be empty
     */
    public synchronized void update(long done, long total, String detail) {
        long now = nanoTime.getAsLong();
        if (terminal) {
            if (done >= total || now - lastDrawn >= REDRAW.toNanos()) {
                out.print(ERASE_LINE + CUT + line(done, total, detail, now) + WRAP);
                out.flush();
                lastDrawn = now;
                drawn = true;
            }
        } else {
            int tenth = (int) (done * TENTHS / total);
            if (tenth > lastTenth) {
                lastTenth = tenth;
                out.println(line(done, total, detail, now));
            }
        }
    }

    private String line(long done, long total, String detail, long now) {
        double share = (double) done / total;
        int filled = (int) Math.round(share * WIDTH);
        String bar = "━".repeat(filled) + "─".repeat(WIDTH - filled);
        Duration elapsed = Duration.ofNanos(now - start);
        double finished = (double) (done - before) / (total - before);
        String time = done >= total
                ? "took " + clock(elapsed)
                : finished < LEAST_FINISHED
                        ? ""
                        : clock(Duration.ofNanos((long) (elapsed.toNanos() * (1 / finished - 1)))) + " left";
        return String.format(Locale.ROOT, "%s %s %3.0f %%  %s  %s", label, bar, share * 100, time, detail)
                .stripTrailing();
    }

    static String clock(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** Ends the line; what was drawn stays. */
    @Override
    public void close() {
        if (drawn) {
            out.println();
        }
    }
}
