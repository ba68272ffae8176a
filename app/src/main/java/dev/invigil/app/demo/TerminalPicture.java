// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.console.line.Counts;
import dev.invigil.console.line.Incident;
import dev.invigil.console.line.LineSentence;
import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Snapshot;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.verdict.Decision;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * The line as the rows of a terminal. First the state of the line and the open incidents, then the cameras, then whatever the height has
 * room for. Long texts continue on the next row; of what does not fit, the last row of its part says how much is left out.
 */
final class TerminalPicture {
    static final int LEAST_COLUMNS = 40;
    static final int LEAST_ROWS = 10;

    /** From this width on there is a column for the product, and one for each decision. */
    private static final int WIDE = 100;

    private static final int MEDIUM = 64;
    /** From this height on, model, broker and page are shown at the top, and the remedy of an incident. */
    private static final int TALL = 20;

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

    private final Snapshot now;
    private final int columns;
    private final int rows;
    private final List<AttributedString> lines = new ArrayList<>();

    private TerminalPicture(Snapshot now, int columns, int rows) {
        this.now = now;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * The rows, in a list that may be changed: {@link org.jline.utils.Display} does that.
     *
     * @param facts model, broker, page
     */
    static List<AttributedString> of(Snapshot now, List<String> facts, int columns, int rows) {
        TerminalPicture picture = new TerminalPicture(now, columns, rows);
        picture.head(facts);
        picture.incidents();
        picture.cameras();
        picture.model();
        picture.notPassed();
        picture.closed();
        return picture.lines.stream()
                .limit(rows)
                .map(text -> text.columnSubSequence(0, columns))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void head(List<String> facts) {
        if (rows >= TALL) {
            lines.add(text(BOLD, " Invigil").append("   press q to stop", DIM).toAttributedString());
        }
        AttributedStyle style =
                switch (now.state().level()) {
                    case GOOD -> GREEN.bold();
                    case WAITING -> BOLD;
                    case ATTENTION -> YELLOW.bold();
                    case TROUBLE -> RED;
                };
        wrap(style, " ", " ", now.state().text());
        now.state().remedy().ifPresent(remedy -> wrap(PLAIN, " ", " ", remedy));
        if (rows >= TALL) {
            facts.forEach(fact ->
                    lines.add(text(DIM, " " + shortened(fact, columns - 1)).toAttributedString()));
        }
    }

    /** They get what the cameras leave, but at least a third of the rows. */
    private void incidents() {
        if (now.incidents().isEmpty()) {
            return;
        }
        int table = Math.min(now.cameras().size(), rows / 3) + 3;
        int end = Math.max(lines.size() + rows / 3, rows - table);
        boolean isTall = rows >= TALL;
        blankWhen(isTall);
        List<List<AttributedString>> blocks = now.incidents().stream()
                .map(incident -> incident(incident, isTall))
                .toList();
        int shown = 0;
        for (List<AttributedString> block : blocks) {
            boolean isLast = shown == blocks.size() - 1;
            if (lines.size() + block.size() + (isLast ? 0 : 1) > end && shown > 0) {
                break;
            }
            lines.addAll(block);
            shown++;
        }
        if (shown < blocks.size()) {
            lines.add(text(RED, " … and " + (blocks.size() - shown) + " more kinds of incidents")
                    .toAttributedString());
        }
    }

    private List<AttributedString> incident(Incident incident, boolean withRemedy) {
        int before = lines.size();
        String where = incident.cameras().size() == 1
                ? incident.cameras().get(0).camera()
                : incident.cameras().size() + " cameras";
        wrap(
                RED,
                " ● ",
                "   ",
                incident.title() + ": " + where + ", for " + LineSentence.age(incident.openedAt(), now.at()));
        wrap(
                PLAIN,
                "   ",
                "   ",
                incident.cameras().size() == 1
                        ? incident.cameras().get(0).message()
                        : String.join(
                                        ", ",
                                        incident.cameras().stream()
                                                .map(Incident.Place::camera)
                                                .limit(8)
                                                .toList())
                                + (incident.cameras().size() > 8 ? " …" : ""));
        if (withRemedy) {
            wrap(DIM, "   ", "   ", incident.remedy());
        }
        List<AttributedString> block = new ArrayList<>(lines.subList(before, lines.size()));
        lines.subList(before, lines.size()).clear();
        return block;
    }

    private void cameras() {
        blankWhen(rows >= TALL);
        String rate = figure("%.1f", now.verdictsPerSecond()) + " verdicts/s   capture to verdict: p50 "
                + figure("%.0f ms", now.p50()) + ", p99 " + figure("%.0f ms", now.p99());
        if (rows >= TALL || columns >= MEDIUM) {
            wrap(DIM, " ", " ", rate + (now.deadLetters() == 0 ? "" : "   dead letters: " + now.deadLetters()));
        }
        lines.add(text(DIM, header()).toAttributedString());
        // the row of all, and one that says how many are left out
        int room = Math.max(1, rows - lines.size() - 1);
        List<Snapshot.Camera> all = now.cameras();
        int shown = all.size() <= room ? all.size() : Math.max(1, room - 1);
        all.subList(0, shown).forEach(camera -> lines.add(camera(camera)));
        if (shown < all.size()) {
            lines.add(text(DIM, " … and " + (all.size() - shown) + " more cameras")
                    .toAttributedString());
        }
        Counts total = now.total();
        AttributedStringBuilder row = counts(text(DIM, " " + name("all") + product("")), total);
        String sum = "  = " + total.all() + " frames";
        lines.add(row.append(row.columnLength() + sum.length() <= columns ? sum : "", DIM)
                .toAttributedString());
    }

    private String header() {
        if (columns >= MEDIUM) {
            return String.format(
                    Locale.ROOT,
                    " %s%s%7s %7s %7s %7s %9s  latest verdicts",
                    name("camera"),
                    product("product"),
                    "pass",
                    "review",
                    "reject",
                    "wrong",
                    "unscored");
        }
        return String.format(Locale.ROOT, " %s%6s%6s%6s%6s", name("camera"), "pass", "rev.", "rej.", "else");
    }

    private String name(String camera) {
        int width = columns >= WIDE ? 14 : 11;
        return String.format(Locale.ROOT, "%-" + width + "s", shortened(camera, width - 1));
    }

    private String product(String product) {
        return columns >= WIDE ? String.format(Locale.ROOT, "%-12s", shortened(product, 11)) : "";
    }

    private AttributedString camera(Snapshot.Camera camera) {
        AttributedStyle style = camera.openIncidents() > 0
                ? RED
                : switch (camera.activity()) {
                    case INSPECTED -> PLAIN;
                    case SILENT -> YELLOW.bold();
                    case OFF -> DIM;
                };
        AttributedStringBuilder row = counts(
                text(style, (camera.openIncidents() > 0 ? "●" : " ") + name(camera.name()))
                        .append(product(camera.product()), DIM),
                camera.counts());
        row.append("  ");
        String silence = camera.activity() == Snapshot.Activity.INSPECTED
                ? ""
                : camera.latest()
                        .map(latest -> "silent " + LineSentence.age(latest.at(), now.at()) + " ")
                        .orElse("");
        row.append(shortened(silence, Math.max(0, columns - row.columnLength())), YELLOW);
        int room = Math.max(0, columns - row.columnLength() - 1);
        List<Snapshot.Judged> recent = camera.recent();
        recent.subList(Math.max(0, recent.size() - room), recent.size())
                .forEach(judged -> row.append(sign(judged.decision()), style(judged.decision())));
        return row.toAttributedString();
    }

    private AttributedStringBuilder counts(AttributedStringBuilder row, Counts counts) {
        if (columns < MEDIUM) {
            return row.append(count(counts.pass(), 6), counts.pass() > 0 ? GREEN : DIM)
                    .append(count(counts.review(), 6), counts.review() > 0 ? YELLOW : DIM)
                    .append(count(counts.reject(), 6), counts.reject() > 0 ? RED : DIM)
                    .append(
                            count(counts.wrongProduct() + counts.unscored(), 6),
                            counts.wrongProduct() + counts.unscored() > 0 ? MAGENTA : DIM);
        }
        return row.append(count(counts.pass(), 7), counts.pass() > 0 ? GREEN : DIM)
                .append(count(counts.review(), 8), counts.review() > 0 ? YELLOW : DIM)
                .append(count(counts.reject(), 8), counts.reject() > 0 ? RED : DIM)
                .append(count(counts.wrongProduct(), 8), counts.wrongProduct() > 0 ? BLUE : DIM)
                .append(count(counts.unscored(), 10), counts.unscored() > 0 ? MAGENTA : DIM);
    }

    /** The model and what happened last; nothing where no model is on the models topic. */
    private void model() {
        if (now.model().isEmpty() || left() < 3) {
            return;
        }
        lines.add(AttributedString.EMPTY);
        lines.add(text(BOLD, " Model ")
                .append(" " + LiveLine.shownModel(now.model().get()) + " is active", PLAIN)
                .append(now.labels() == 0 ? "" : "   " + now.labels() + " frames labelled", DIM)
                .toAttributedString());
        List<Snapshot.Event> events = now.events();
        int room = Math.min(events.size(), Math.max(0, left()));
        for (Snapshot.Event event : events.subList(events.size() - room, events.size())) {
            lines.add(text(DIM, " " + TIME.format(event.at()) + "  ")
                    .append(event.text(), PLAIN)
                    .toAttributedString());
        }
    }

    private void closed() {
        if (now.closed().isEmpty() || left() < 3) {
            return;
        }
        lines.add(AttributedString.EMPTY);
        lines.add(text(BOLD, " Closed incidents").toAttributedString());
        for (Alert alert : now.closed()) {
            if (left() > 0) {
                Instant at = alert.closedAt().orElse(alert.updatedAt());
                lines.add(text(DIM, " " + TIME.format(at) + "  " + place(alert) + "  ")
                        .append(alert.message(), DIM)
                        .toAttributedString());
            }
        }
    }

    private static String place(Alert alert) {
        return alert.camera().equals(Alert.WHOLE_LINE) ? alert.cameras().size() + " cameras" : alert.camera();
    }

    /** The latest verdicts that somebody may want to look at, as far as there is room beside the closed incidents. */
    private void notPassed() {
        int room = left() - 2 - Math.min(now.closed().size() + 2, 6);
        List<Snapshot.Judged> latest = now.cameras().stream()
                .flatMap(camera -> camera.recent().stream())
                .filter(judged -> judged.decision() != Decision.PASS)
                .sorted(Comparator.comparing(Snapshot.Judged::at).reversed())
                .limit(Math.max(0, room))
                .toList();
        if (latest.isEmpty()) {
            return;
        }
        lines.add(AttributedString.EMPTY);
        lines.add(text(BOLD, " Latest reviews, rejects and others").toAttributedString());
        for (Snapshot.Judged judged : latest) {
            lines.add(text(DIM, " " + TIME.format(judged.at()) + "  ")
                    .append(sign(judged.decision()) + " ", style(judged.decision()))
                    .append(name(judged.camera()), PLAIN)
                    .append(detail(judged), DIM)
                    .toAttributedString());
        }
    }

    private static String detail(Snapshot.Judged judged) {
        if (judged.looksLike().isPresent()) {
            return "looks like " + judged.looksLike().get();
        }
        if (judged.score().isEmpty() || judged.reject().isEmpty()) {
            return judged.detail().orElse("");
        }
        return String.format(
                Locale.ROOT,
                "%.2f x the reject threshold",
                judged.score().getAsDouble() / judged.reject().get());
    }

    private int left() {
        return rows - lines.size();
    }

    private void blankWhen(boolean isTall) {
        if (isTall) {
            lines.add(AttributedString.EMPTY);
        }
    }

    /** Breaks the text between words; a word that is longer than a row is cut. */
    private void wrap(AttributedStyle style, String first, String rest, String words) {
        StringBuilder row = new StringBuilder(first);
        boolean isEmpty = true;
        for (String word : words.split(" ")) {
            if (!isEmpty && row.length() + 1 + word.length() > columns) {
                lines.add(text(style, row.toString()).toAttributedString());
                row = new StringBuilder(rest);
                isEmpty = true;
            }
            row.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(text(style, shortened(row.toString(), columns)).toAttributedString());
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, Math.max(0, most - 1)) + (most > 0 ? "…" : "");
    }

    private static String sign(Decision decision) {
        return switch (decision) {
            case PASS -> "·";
            case REVIEW -> "▲";
            case REJECT -> "■";
            case WRONG_PRODUCT -> "≠";
            case UNSCORED -> "?";
        };
    }

    private static AttributedStyle style(Decision decision) {
        return switch (decision) {
            case PASS -> GREEN;
            case REVIEW -> YELLOW;
            case REJECT -> RED;
            case WRONG_PRODUCT -> BLUE;
            case UNSCORED -> MAGENTA;
        };
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
