// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.SvgDrawing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheets of the pages, also for pages of other modules. */
public final class PageStyles {
    private PageStyles() {}

    /** Those of the charts and of {@code report.css}. */
    public static String all() {
        try (InputStream text = PageStyles.class.getResourceAsStream("report.css")) {
            return SvgDrawing.styles() + new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
