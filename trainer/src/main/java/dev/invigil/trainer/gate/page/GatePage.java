// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.benchmark.report.PageStyles;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.WriterOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The page as HTML. Its markup is in {@code src/main/jte}; the template library escapes every value according to its context. */
final class GatePage {
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(
            null, ContentType.Html, GatePage.class.getClassLoader(), GatePage.class.getPackageName());

    private GatePage() {}

    static void write(GateView view, Writer out) {
        ENGINE.render("gate.jte", view, new WriterOutput(out));
    }

    /** The styles of the report's pages, and {@code gate.css}. */
    static String styles() {
        try (InputStream text = GatePage.class.getResourceAsStream("gate.css")) {
            return PageStyles.all() + new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
