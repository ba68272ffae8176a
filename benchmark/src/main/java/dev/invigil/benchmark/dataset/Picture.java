// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.ResizeFilter;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleRange;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** One image of a data set, wherever its pixels are. Equal when they are the same pixels on disk; its text names it for people. */
public sealed interface Picture permits PictureFile, CifarRecord {
    /** An image that is a file of its own. */
    static Picture of(Path file) {
        return new PictureFile(file);
    }

    /** The file that has the image, or has it among others. */
    Path file();

    /** The bytes on disk that are this image and nothing else. */
    byte[] bytes() throws IOException;

    /** The image at its own size. */
    RgbImage decode(ImageDecoder decoder) throws UnreadableImageException, IOException;

    /** The range of its samples where they have 16 bits; empty for 8 bits and less. */
    Optional<SampleRange> range(ImageDecoder decoder) throws UnreadableImageException, IOException;

    /** How its protocol brings it to the model's size. */
    ResizeFilter resize();
}
