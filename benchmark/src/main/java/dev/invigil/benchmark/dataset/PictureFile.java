// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.DecodeDeadline;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.ImageFormat;
import dev.invigil.detector.image.ResizeFilter;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleRange;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
    public Optional<SampleRange> range(ImageDecoder decoder) throws UnreadableImageException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (!ImageFormat.mayHaveSixteenBits(in.readNBytes(ImageFormat.START))) {
                return Optional.empty();
            }
        }
        return decoder.decode(decoder.check(bytes()), DecodeDeadline.NONE).range();
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
