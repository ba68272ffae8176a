// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Draws as SVG. Marks carry classes; their colours, for light and dark, are in {@code chart.css}. */
public final class SvgDrawing implements Drawing {
    private final StringBuilder marks = new StringBuilder();
    private final String open;

    /** @param label what the drawing shows, for readers who cannot see it */
    public SvgDrawing(int width, int height, String label) {
        this.open = "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">".formatted(width, height, escaped(label));
    }

    /** The style sheet of the marks' classes. */
    public static String styles() {
        try (InputStream text = SvgDrawing.class.getResourceAsStream("chart.css")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void line(Ink ink, Dot from, Dot to) {
        mark(
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                ink.classes(), from.x(), from.y(), to.x(), to.y());
    }

    @Override
    public void curve(Ink ink, List<Dot> dots) {
        StringBuilder path = new StringBuilder();
        for (Dot dot : dots) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", dot.x(), dot.y()));
        }
        mark("<path class=\"%s\" d=\"%s\"/>", ink.classes(), path);
    }

    @Override
    public void bar(Ink ink, Dot upperLeft, double width, double height) {
        mark(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                ink.classes(), upperLeft.x(), upperLeft.y(), width, height);
    }

    @Override
    public void dot(Ink ink, Dot centre, double radius) {
        mark(
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                ink.classes(), centre.x(), centre.y(), radius);
    }

    @Override
    public void text(Ink ink, Dot at, Anchor anchor, String text) {
        mark(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                ink.classes(), at.x(), at.y(), anchor.name().toLowerCase(Locale.ROOT), escaped(text));
    }

    @Override
    public void upright(Ink ink, Dot at, String text) {
        mark(
                "<text class=\"%s\" transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                ink.classes(), at.x(), at.y(), escaped(text));
    }

    /** The element for a page that has the styles. */
    String element() {
        return "<svg class=\"chart\" " + open + marks + "</svg>";
    }

    /** The whole file, with its styles. */
    String file() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" " + open + "\n<style>\n" + styles()
                + "</style>\n" + marks + "</svg>\n";
    }

    private void mark(String pattern, Object... values) {
        marks.append(String.format(Locale.ROOT, pattern, values));
    }

    /** Text between tags or in a quoted attribute. */
    private static String escaped(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
