// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static dev.invigil.benchmark.chart.Html.text;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.List;
import java.util.Map;

/** One class on the page: what its thresholds do, its curves, its parts. */
final class ClassSection {
    private ClassSection() {}

    /** @param index makes the section's address: names may hold anything */
    static String of(ClassReport known, int index) {
        StringBuilder html = new StringBuilder(
                Html.format("<section class=\"class\" id=\"class-%d\"><h2>%s</h2>\n", index, text(known.name())));
        Map<String, String> charts = ClassCharts.of(known);
        html.append("<div class=\"decisions\"><figure>")
                .append(charts.get("scores"))
                .append("</figure><div>")
                .append(decisions(known))
                .append("</div></div>\n<div class=\"curves\">");
        List.of("roc", "pr", "pro")
                .forEach(
                        name -> html.append("<figure>").append(charts.get(name)).append("</figure>"));
        html.append("</div>\n");
        if (known.threshold().isPresent()) {
            html.append(
                    "<p>On the ROC curve of the parts: <i class=\"review\"></i> review and <i></i> reject threshold.</p>\n");
        }
        known.threshold().ifPresent(threshold -> html.append(pictures(known, threshold)));
        return html.append("</section>\n").toString();
    }

    private static String decisions(ClassReport known) {
        if (known.threshold().isEmpty()) {
            return "<p class=\"warning\">The model does not know this class. It has no threshold for it, so there are no decisions, and no"
                    + " absolute scale to colour maps by.</p>";
        }
        ClassThreshold threshold = known.threshold().get();
        String style = threshold.basis() instanceof Basis.Provisional ? "warning" : "soft";
        return "<h3>Good parts</h3><p>" + text(Words.good(known.good(), threshold)) + "</p>"
                + "<h3>Defective parts</h3><p>" + text(Words.defective(known.defective())) + "</p>"
                + "<p class=\"" + style + "\">" + text(Words.threshold(threshold)) + "</p>";
    }

    private static String pictures(ClassReport known, ClassThreshold threshold) {
        StringBuilder html = new StringBuilder();
        html.append(
                "<p class=\"key\"><span><i class=\"outline\"></i>marked defect</span><span><i class=\"frame\"></i>region above the"
                        + " threshold</span><span><i class=\"heat\"></i>0 · reject threshold · twice of it and more</span></p>\n");
        for (Outcome outcome : Outcome.values()) {
            List<Exhibit> shown = known.pictures().stream()
                    .filter(picture -> picture.part().outcome().orElseThrow() == outcome)
                    .toList();
            long all = known.parts().stream()
                    .filter(part -> part.outcome().orElseThrow() == outcome)
                    .count();
            if (all > 0) {
                html.append(group(outcome, shown, all, threshold));
            } else if (outcome.isMistake()) {
                html.append("<h3>").append(outcome.title()).append(": none</h3>\n");
            }
        }
        return html.toString();
    }

    private static String group(Outcome outcome, List<Exhibit> shown, long all, ClassThreshold threshold) {
        StringBuilder html = new StringBuilder(Html.format(
                "<details%s><summary><h3>%s: %d</h3></summary><p>%s%s</p>\n<div class=\"parts\">",
                outcome.isMistake() ? " open" : "",
                outcome.title(),
                all,
                outcome.meaning(),
                shown.size() < all ? " " + (all - shown.size()) + " more are not shown; parts.csv lists all." : ""));
        shown.forEach(picture -> html.append(card(picture, threshold)));
        return html.append("</div></details>\n").toString();
    }

    private static String card(Exhibit picture, ClassThreshold threshold) {
        JudgedPart part = picture.part();
        // the bar ends at twice the reject threshold, as the colours do
        double full = 2 * threshold.reject();
        return Html.format(
                "<figure class=\"part\"><div><img src=\"%s\" alt=\"photograph\"><img src=\"%s\" alt=\"anomaly map\"></div>"
                        + "<div class=\"score\"><i style=\"width:%.1f%%\"></i><b style=\"left:%.1f%%\"></b><b style=\"left:50%%\"></b></div>"
                        + "<figcaption><span><b>%s</b> %s</span><span>score %.4f, %.2f × reject</span></figcaption></figure>\n",
                picture.photograph(),
                picture.heat(),
                Math.max(0, Math.min(100, 100 * part.score() / full)),
                Math.max(0, 100 * threshold.review() / full),
                text(part.defect()),
                text(part.file()),
                part.score(),
                part.score() / threshold.reject());
    }
}
