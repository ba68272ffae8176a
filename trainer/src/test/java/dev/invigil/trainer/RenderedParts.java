// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small rendered parts in the MVTec layout: a disc, and when defective a bright block on it. */
public final class RenderedParts {
    private static final int SIDE = 48;

    private RenderedParts() {}

    /** Adds one class with images to learn from and two good and two defective ones to test with. */
    public static void write(Path root, String product, Color disc, int train) throws IOException {
        write(root, product, disc, train, 2);
    }

    /** The same with as many good and as many defective images to test with. */
    public static void write(Path root, String product, Color disc, int train, int test) throws IOException {
        Random random = new Random(product.hashCode());
        Path folder = root.resolve(product);
        for (int i = 0; i < train; i++) {
            picture(folder.resolve("train/good/%03d.png".formatted(i)), i, disc, random, false);
        }
        for (int i = 0; i < test; i++) {
            picture(folder.resolve("test/good/%03d.png".formatted(i)), train + i, disc, random, false);
            picture(folder.resolve("test/block/%03d.png".formatted(i)), train + i, disc, random, true);
            mask(folder.resolve("ground_truth/block/%03d_mask.png".formatted(i)));
        }
    }

    private static void picture(Path file, int number, Color disc, Random random, boolean defective)
            throws IOException {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = picture.createGraphics();
        paint.setColor(new Color(90, 90, 95));
        paint.fillRect(0, 0, SIDE, SIDE);
        paint.setColor(disc);
        paint.fillOval(6 + random.nextInt(3), 6 + random.nextInt(3), 34, 34);
        if (defective) {
            paint.setColor(Color.WHITE);
            paint.fillRect(18, 18, 12, 12);
        }
        paint.dispose();
        // copies of an image count as one part, so every image has a corner of its own
        picture.setRGB(0, 0, new Color(90, 90 + number / 16, 95 + number % 16).getRGB());
        save(picture, file);
    }

    private static void mask(Path file) throws IOException {
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D paint = mask.createGraphics();
        paint.setColor(Color.WHITE);
        paint.fillRect(18, 18, 12, 12);
        paint.dispose();
        save(mask, file);
    }

    private static void save(BufferedImage picture, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(picture, "png", file.toFile());
    }
}
