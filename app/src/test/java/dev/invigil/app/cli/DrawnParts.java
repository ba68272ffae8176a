// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * Small images of parts in the layout of MVTec AD; defective ones have a spot of one colour.
 *
 * @param spot where it is
 * @param defect its colour
 * @param part draws a good part
 */
record DrawnParts(int width, int height, Rectangle spot, Color defect, Drawing part) {
    /** Draws a good part. */
    interface Drawing {
        /** @param number makes each image another one: copies count once */
        void draw(Graphics2D pen, int number);
    }

    /**
     * Writes {@code train/good/PRODUCT-000.png}, {@code test/good/000.png} and {@code test/spot/000.png} with their masks, and so on.
     *
     * @param product its folder
     * @param good how many are trained on
     * @param tested how many good ones and how many defective ones are tested
     */
    void write(Path product, int good, int tested) throws IOException {
        for (int i = 0; i < good; i++) {
            image(product.resolve("train/good/%s-%03d.png".formatted(product.getFileName(), i)), i, false);
        }
        for (int i = 0; i < tested; i++) {
            image(product.resolve("test/good/%03d.png".formatted(i)), good + i, false);
            image(product.resolve("test/spot/%03d.png".formatted(i)), good + tested + i, true);
            Path mask = product.resolve("ground_truth/spot/%03d_mask.png".formatted(i));
            save(mask, BufferedImage.TYPE_BYTE_GRAY, pen -> spot(pen, Color.WHITE));
        }
    }

    private void image(Path file, int number, boolean isDefective) throws IOException {
        save(file, BufferedImage.TYPE_INT_RGB, pen -> {
            part.draw(pen, number);
            if (isDefective) {
                spot(pen, defect);
            }
        });
    }

    private void spot(Graphics2D pen, Color colour) {
        pen.setColor(colour);
        pen.fill(spot);
    }

    private void save(Path file, int type, Consumer<Graphics2D> drawing) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D pen = image.createGraphics();
        drawing.accept(pen);
        pen.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
