// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** An image's size in pixels, from its header. */
record PictureSize(int width, int height) {
    private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp");
    private static final ImageDecoder DECODER = new ImageDecoder();

    /**
     * Reads the header only; an image whose header is not plain is decoded, so that what is refused here is what would be refused
     * later, in the same words.
     *
     * @throws UnreadableImageException if it cannot be decoded
     */
    static PictureSize of(Path file) throws UnreadableImageException, IOException {
        Optional<PictureSize> plain = fromHeader(file);
        if (plain.isPresent()) {
            return plain.get();
        }
        RgbImage picture = DECODER.decode(Files.readAllBytes(file));
        return new PictureSize(picture.width(), picture.height());
    }

    private static Optional<PictureSize> fromHeader(Path file) throws IOException {
        // opened by its path: a name that is not text does not survive as a java.io.File
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            return readers.hasNext() ? fromHeader(readers.next(), stream) : Optional.empty();
        }
    }

    private static Optional<PictureSize> fromHeader(ImageReader reader, ImageInputStream stream) {
        try {
            if (!FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
            reader.setInput(stream, true, true);
            PictureSize size = new PictureSize(reader.getWidth(0), reader.getHeight(0));
            return (long) size.width * size.height > DecodeLimits.DEFAULT_MAX_PIXELS
                    ? Optional.empty()
                    : Optional.of(size);
        } catch (IOException | RuntimeException e) {
            // ImageIO meets odd headers with any exception; the decoder has the last word, and better ones
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    @Override
    public String toString() {
        return width + " x " + height;
    }
}
