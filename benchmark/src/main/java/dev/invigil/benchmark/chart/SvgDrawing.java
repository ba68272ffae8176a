// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.List;
import java.util.Locale;

/** Draws as SVG, in light and dark. */
public final class SvgDrawing implements Drawing {
    private final StringBuilder svg;

    public SvgDrawing(int width, int height, String label) {
        this.svg = new StringBuilder(Svg.open(width, height, label));
    }

    @Override
    public void line(Ink ink, Dot from, Dot to) {
        svg.append(Svg.line(style(ink), from.x(), from.y(), to.x(), to.y()));
    }

    @Override
    public void curve(Ink ink, List<Dot> dots) {
        StringBuilder d = new StringBuilder();
        for (Dot dot : dots) {
            d.append(String.format(Locale.ROOT, "%s%.1f %.1f", d.length() == 0 ? "M" : "L", dot.x(), dot.y()));
        }
        svg.append("<path class=\"%s\" d=\"%s\"/>".formatted(style(ink), d));
    }

    @Override
    public void text(Ink ink, Dot at, Anchor anchor, String text) {
        svg.append(Svg.text(
                ink.name().toLowerCase(Locale.ROOT),
                at.x(),
                at.y(),
                anchor.name().toLowerCase(Locale.ROOT),
                text));
    }

    @Override
    public void upright(Ink ink, Dot at, String text) {
        svg.append(Svg.upright(ink.name().toLowerCase(Locale.ROOT), at.x(), at.y(), text));
    }

    private static String style(Ink ink) {
        return switch (ink) {
            case BATCH, MEAN -> "curve " + ink.name().toLowerCase(Locale.ROOT);
            default -> ink.name().toLowerCase(Locale.ROOT);
        };
    }

    /** The whole file. */
    public String file() {
        return Svg.file(svg + "</svg>") + "\n";
    }
}
