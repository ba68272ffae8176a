// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.WriterOutput;
import java.io.Writer;

/**
 * The pages as HTML. Their markup is in {@code src/main/jte}; the build turns it into classes of this package, and the template library escapes every value
 * according to its context.
 */
final class Pages {
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());

    private Pages() {}

    static void write(Report report, Writer out) {
        ENGINE.render("report.jte", new ReportView(report), new WriterOutput(out));
    }

    static void write(Comparison comparison, Writer out) {
        ENGINE.render("comparison.jte", new ComparisonView(comparison), new WriterOutput(out));
    }
}
