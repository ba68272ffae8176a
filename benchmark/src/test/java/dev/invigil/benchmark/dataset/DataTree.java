// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Small data sets on disk. */
record DataTree(Path root) {
    /** Pictures of 6 x 4 pixels, in the format of their name. */
    DataTree pictures(String... names) throws IOException {
        for (String name : names) {
            picture(name, 6, 4);
        }
        return this;
    }

    DataTree picture(String name, int width, int height) throws IOException {
        Path file = file(name);
        String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        if (!ImageIO.write(picture, format, file.toFile())) {
            throw new IOException("no writer for " + name);
        }
        return this;
    }

    /** A path whose last name is in Latin-1, as old file servers leave it: no UTF-8. */
    static Path bytesOfName(Path folder, String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.ISO_8859_1)) {
            escaped.append(String.format(Locale.ROOT, "%%%02X", each & 0xff));
        }
        String parent = folder.toUri().toString();
        return Path.of(URI.create((parent.endsWith("/") ? parent : parent + "/") + escaped));
    }

    DataTree text(String name, String content) throws IOException {
        Files.writeString(file(name), content);
        return this;
    }

    DataTree bytes(String name, byte[] content) throws IOException {
        Files.write(file(name), content);
        return this;
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }
}
