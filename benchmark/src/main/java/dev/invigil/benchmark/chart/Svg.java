// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Marks of a drawing. They carry classes; colours are in {@code chart.css}, for light and dark ground. */
public final class Svg {
    private Svg() {}

    /** The beginning of a drawing; {@code </svg>} ends it. */
    public static String open(int width, int height, String label) {
        return Html.format(
                "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                width, height, Html.text(label));
    }

    /** A straight line. */
    public static String line(String style, double x1, double y1, double x2, double y2) {
        return Html.format(
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2);
    }

    /** @param anchor start, middle or end */
    public static String text(String style, double x, double y, String anchor, String text) {
        return Html.format(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                style, x, y, anchor, Html.text(text));
    }

    /** Text that reads from below. */
    public static String upright(String style, double x, double y, String text) {
        return Html.format(
                "<text class=\"%s\" transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                style, x, y, Html.text(text));
    }

    /** A filled rectangle; x and y are its upper left corner. */
    public static String bar(String style, double x, double y, double width, double height) {
        return Html.format(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                style, x, y, width, height);
    }

    /** A filled circle. */
    public static String dot(String style, double x, double y, double radius) {
        return Html.format("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", style, x, y, radius);
    }

    /** A drawing of a page as a file of its own, with its colours. */
    public static String file(String drawing) {
        return drawing.replaceFirst("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ")
                .replaceFirst(">", ">\n<style>\n" + colours() + "</style>\n");
    }

    /** The style sheet of the marks' classes. */
    public static String colours() {
        try (InputStream text = Svg.class.getResourceAsStream("chart.css")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
