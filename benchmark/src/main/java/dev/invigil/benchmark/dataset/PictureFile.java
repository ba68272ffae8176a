// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.ResizeFilter;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An image file of a format that {@link ImageDecoder} reads.
 *
 * @param file whose bytes are the image
 */
public record PictureFile(Path file) implements Picture {
    @Override
    public byte[] bytes() throws IOException {
        return Files.readAllBytes(file);
    }

    @Override
    public RgbImage decode(ImageDecoder decoder) throws UnreadableImageException, IOException {
        return decoder.decode(bytes());
    }

    @Override
    public ResizeFilter resize() {
        return ResizeFilter.BILINEAR;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
