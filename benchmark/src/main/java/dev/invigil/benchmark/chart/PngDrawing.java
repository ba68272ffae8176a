// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws pixels, two for each unit, on a light ground in the colours of the SVG. */
public final class PngDrawing implements Drawing {
    private static final int SCALE = 2;
    private static final Color GROUND = Color.WHITE;

    private final BufferedImage image;
    private final Graphics2D paint;

    public PngDrawing(int width, int height) {
        image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        paint = image.createGraphics();
        paint.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        paint.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        paint.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        paint.scale(SCALE, SCALE);
        paint.setColor(GROUND);
        paint.fillRect(0, 0, width, height);
    }

    @Override
    public void line(Ink ink, Dot from, Dot to) {
        pick(ink);
        paint.draw(new Line2D.Double(from.x(), from.y(), to.x(), to.y()));
    }

    @Override
    public void curve(Ink ink, List<Dot> dots) {
        Path2D path = new Path2D.Double();
        for (Dot dot : dots) {
            if (path.getCurrentPoint() == null) {
                path.moveTo(dot.x(), dot.y());
            } else {
                path.lineTo(dot.x(), dot.y());
            }
        }
        pick(ink);
        paint.draw(path);
    }

    @Override
    public void bar(Ink ink, Dot upperLeft, double width, double height) {
        pick(ink);
        paint.fill(new Rectangle2D.Double(upperLeft.x(), upperLeft.y(), width, height));
    }

    @Override
    public void dot(Ink ink, Dot centre, double radius) {
        pick(ink);
        paint.fill(new Ellipse2D.Double(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(Ink ink, Dot at, Anchor anchor, String text) {
        pick(ink);
        double width = paint.getFontMetrics().getStringBounds(text, paint).getWidth();
        double left =
                switch (anchor) {
                    case START -> at.x();
                    case MIDDLE -> at.x() - width / 2;
                    case END -> at.x() - width;
                };
        paint.drawString(text, (float) left, (float) at.y());
    }

    @Override
    public void upright(Ink ink, Dot at, String text) {
        AffineTransform level = paint.getTransform();
        paint.translate(at.x(), at.y());
        paint.rotate(-Math.PI / 2);
        text(ink, new Dot(0, 0), Anchor.MIDDLE, text);
        paint.setTransform(level);
    }

    private void pick(Ink ink) {
        paint.setColor(new Color(ink.colour()));
        paint.setStroke(
                ink.isDashed()
                        ? new BasicStroke(
                                ink.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 3}, 0)
                        : new BasicStroke(ink.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        boolean isTitle = ink == Ink.TITLE;
        paint.setFont(new Font(Font.SANS_SERIF, isTitle ? Font.BOLD : Font.PLAIN, isTitle ? 13 : 12));
    }

    /** Writes the image and ends the drawing. */
    public void write(Path file) throws IOException {
        paint.dispose();
        ImageIO.write(image, "png", file.toFile());
    }
}
