// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.maps.MetricsFormat;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.Resamples;
import java.util.Map;

/** The report as text for a wiki or a pull request: the tables and what the thresholds mean. */
final class ReportMarkdown {
    private ReportMarkdown() {}

    static String of(Report report) {
        Report.Subject subject = report.subject();
        StringBuilder text = new StringBuilder();
        text.append(Figures.format(
                "# %s, version %s, on %s\n\n",
                escape(subject.model().name()), escape(subject.model().version()), escape(subject.data())));
        ReportSentences.means(report).forEach(sentence -> text.append(sentence).append('\n'));
        text.append("\n## Metrics\n\n").append(MetricsFormat.MD.render(report.result()));
        text.append(intervals(report));
        report.published().ifPresent(published -> text.append(published(published)));
        text.append("\n## Decisions\n");
        for (ClassReport known : report.classes()) {
            text.append("\n### ").append(escape(known.name())).append("\n\n");
            known.threshold()
                    .ifPresentOrElse(
                            threshold -> text.append(ReportSentences.good(known.good(), threshold))
                                    .append("\n\n")
                                    .append(ReportSentences.defective(known.defective()))
                                    .append("\n\n")
                                    .append(ReportSentences.threshold(threshold))
                                    .append('\n'),
                            () -> text.append("The model does not know this product: no threshold, no decisions.\n"));
        }
        text.append(Figures.format(
                "\n## Provenance\n\n* model digest %s\n* test data digest %s\n* training data digest %s\n* trained with Invigil %s, evaluated with %s\n",
                subject.modelDigest(),
                subject.dataDigest(),
                subject.model().provenance().dataDigest(),
                escape(subject.model().provenance().codeVersion()),
                escape(subject.codeVersion())));
        return text.toString();
    }

    private static String intervals(Report report) {
        Map<Metric, String> columns = MetricColumns.of(report.result());
        StringBuilder text = new StringBuilder("\n### 95 % intervals of the metrics\n\n| class |");
        columns.values().forEach(name -> text.append(' ').append(name).append(" |"));
        text.append("\n|---|").append("---:|".repeat(columns.size())).append('\n');
        for (ClassReport known : report.classes()) {
            line(text, escape(known.name()), columns, known.resamples());
        }
        line(text, WrittenReport.MEAN, columns, report.resampledMean());
        return text.append("\nPercentile bootstrap over parts, ")
                .append(ReportJob.BOOTSTRAP.draws())
                .append(" draws; n/a: no interval, the reason is in `intervals.csv`.\n")
                .toString();
    }

    private static void line(StringBuilder text, String known, Map<Metric, String> columns, Resamples resamples) {
        text.append("| ").append(known).append(" |");
        columns.keySet().forEach(metric -> text.append(' ')
                .append(resamples
                        .interval(metric)
                        .map(i -> Figures.percent(i.low()) + "–" + Figures.percent(i.high()))
                        .orElse("n/a"))
                .append(" |"));
        text.append('\n');
    }

    private static String published(Published published) {
        StringBuilder text = new StringBuilder("\n## Published for ")
                .append(published.data())
                .append(", definition ")
                .append(published.definition().label())
                .append("\n\n| model, source |");
        MetricColumns.ALL.values().forEach(name -> text.append(' ').append(name).append(" |"));
        text.append("\n|---|").append("---:|".repeat(MetricColumns.ALL.size())).append('\n');
        for (Published.Row row : published.rows()) {
            text.append("| ")
                    .append(row.model())
                    .append(", ")
                    .append(row.source())
                    .append(" |");
            MetricColumns.ALL.keySet().forEach(metric -> text.append(' ')
                    .append(row.percent().getOrDefault(metric, "–"))
                    .append(" |"));
            text.append('\n');
        }
        return text.append("\nMeans over the whole data set, as published.\n").toString();
    }

    private static String escape(String name) {
        return name.replaceAll("([\\\\`*_{}\\[\\]<>#|])", "\\\\$1");
    }
}
