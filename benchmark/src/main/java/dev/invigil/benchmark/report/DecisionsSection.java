// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static dev.invigil.benchmark.chart.Html.text;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.detector.decision.Basis;
import java.util.List;

/** What the thresholds do, a line a class: which class lets defects through, and which costs good parts. */
final class DecisionsSection {
    private DecisionsSection() {}

    static String of(List<ClassReport> classes) {
        StringBuilder html = new StringBuilder("""
                <p>What the model decides about these parts, as a scorer with it would. Small: 95 % interval of the rate.</p>
                <div class="wide"><table><thead><tr><th>class</th><th>defective</th><th>escapes</th>\
                <th>to<br>review</th><th>rejected</th><th>other<br>product</th>\
                <th>good</th><th>false<br>rejects</th><th>to<br>review</th><th>other<br>product</th><th>passed</th><th>thresholds</th></tr></thead>
                <tbody>""");
        for (int i = 0; i < classes.size(); i++) {
            ClassReport known = classes.get(i);
            html.append(Html.format("<tr><th><a href=\"#class-%d\">%s</a></th>", i, text(known.name())))
                    .append(tallies(known.good(), known.defective()))
                    .append("<td>")
                    .append(basis(known))
                    .append("</td></tr>\n");
        }
        if (classes.size() > 1) {
            html.append("<tr class=\"mean\"><th>all</th>")
                    .append(tallies(
                            Tally.sum(classes.stream().map(ClassReport::good).toList()),
                            Tally.sum(
                                    classes.stream().map(ClassReport::defective).toList())))
                    .append("<td></td></tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String tallies(Tally good, Tally bad) {
        return count(bad.total())
                + mistakes(bad, bad.passed(), "bad")
                + count(bad.reviewed())
                + count(bad.rejected())
                + count(bad.otherProduct())
                + count(good.total())
                + mistakes(good, good.rejected(), "good")
                + count(good.reviewed())
                + count(good.otherProduct())
                + count(good.passed());
    }

    private static String count(int count) {
        return "<td>" + count + "</td>";
    }

    private static String mistakes(Tally tally, int count, String style) {
        return tally.total() == 0
                ? "<td class=\"missing\">n/a</td>"
                : Html.format(
                        "<td class=\"mistakes %s\">%d (%s %%)<small>%s–%s</small></td>",
                        style,
                        count,
                        Html.percent((double) count / tally.total()),
                        Html.percent(tally.interval(count).low()),
                        Html.percent(tally.interval(count).high()));
    }

    private static String basis(ClassReport known) {
        return known.threshold()
                .map(threshold -> (threshold.basis() instanceof Basis.Provisional ? "provisional" : "calibrated")
                        + "<small>" + threshold.parts() + " held-out parts</small>")
                .orElse("<span class=\"missing\">none</span>");
    }
}
