// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.Frame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Frames and images for tests. */
final class Frames {
    static final TopicPartition PARTITION = new TopicPartition("invigil.frames", 0);

    private Frames() {}

    /** A black image with a red rectangle. */
    static byte[] png(int width, int height, int red, int x, int y, int w, int h) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(red, 0, 0));
        graphics.fillRect(x, y, w, h);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Accepted accepted(long offset, String product, byte[] image, Optional<String> digest) {
        return accepted(offset, product, "cam", image, digest);
    }

    static Accepted accepted(long offset, String product, String camera, byte[] image, Optional<String> digest) {
        Frame frame = new Frame(
                "f" + offset,
                "line",
                camera,
                Optional.of("part" + offset),
                product,
                OptionalLong.of(offset),
                Instant.parse("2026-01-02T03:04:05Z"),
                Optional.empty(),
                digest,
                image);
        return new Accepted(
                new RecordRef(PARTITION, offset, 1),
                new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, camera, image),
                frame,
                0);
    }

    static Accepted bottle(long offset, int red) {
        return accepted(offset, "bottle", png(16, 16, red, 0, 0, 16, 16), Optional.empty());
    }
}
