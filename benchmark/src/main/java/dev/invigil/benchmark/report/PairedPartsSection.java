// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static dev.invigil.benchmark.chart.Html.text;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.benchmark.report.Comparison.PairedClass;
import dev.invigil.benchmark.report.Comparison.PairedPart;
import dev.invigil.benchmark.report.Comparison.Thresholds;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The parts of a class that one of two models gets wrong, or both. */
final class PairedPartsSection {
    private PairedPartsSection() {}

    /** @param known to both models */
    static String of(PairedClass known) {
        StringBuilder html = new StringBuilder();
        group(html, known, "Mended by B", "Missed or falsely rejected by A, not by B.", PairedPart::isMended, true);
        group(html, known, "Broken by B", "Missed or falsely rejected by B, not by A.", PairedPart::isBroken, true);
        group(
                html,
                known,
                "Wrong by both",
                "Neither model gets these right.",
                pair -> isWrong(pair.first()) && isWrong(pair.second()),
                false);
        return html.toString();
    }

    private static boolean isWrong(JudgedPart part) {
        return part.outcome().orElseThrow().isMistake();
    }

    private static void group(
            StringBuilder html,
            PairedClass known,
            String title,
            String meaning,
            Predicate<PairedPart> which,
            boolean isOpen) {
        List<PairedPart> pairs = known.parts().stream().filter(which).toList();
        if (pairs.isEmpty()) {
            html.append("<h3>").append(title).append(": none</h3>\n");
            return;
        }
        html.append(Html.format(
                "<details%s><summary><h3>%s: %d</h3></summary><p>%s</p>\n<div class=\"wide\"><table class=\"pairs\"><thead><tr><th>part</th>"
                        + "<th>truth</th><th>A</th><th>B</th></tr></thead>\n<tbody>",
                isOpen ? " open" : "", title, pairs.size(), meaning));
        for (PairedPart pair : pairs) {
            html.append(Html.format(
                    "<tr><th>%s</th><td>%s</td>%s%s</tr>\n",
                    text(pair.first().file()),
                    text(pair.first().defect()),
                    judged(pair.first(), known.first()),
                    judged(pair.second(), known.second())));
        }
        html.append("</tbody></table></div></details>\n");
    }

    private static String judged(JudgedPart part, Optional<Thresholds> thresholds) {
        Outcome outcome = part.outcome().orElseThrow();
        return Html.format(
                "<td%s>%s<small>%.2f × reject</small></td>",
                outcome.isMistake() ? " class=\"mistake\"" : "",
                switch (outcome) {
                    case MISSED -> "missed";
                    case FALSE_REJECT -> "false reject";
                    case DEFECT_REVIEWED, GOOD_REVIEWED -> "review";
                    case GOOD_AS_OTHER, DEFECT_AS_OTHER -> "other product";
                    case CAUGHT -> "rejected";
                    case PASSED -> "passed";
                },
                part.score() / thresholds.orElseThrow().reject());
    }
}
