// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads photographs and masks at the size a model looks at. Thread-safe. */
public final class Photographs {
    private final ImageDecoder decoder = new ImageDecoder();
    private final int size;

    /** @param size height and width to which all are resized, in pixels */
    public Photographs(int size) {
        this.size = size;
    }

    /**
     * The picture, resized as the detector's preprocessing asks for.
     *
     * @throws BenchmarkException naming the file that is not a readable picture
     */
    public RgbImage picture(Picture picture) {
        return original(picture).resized(size, size, picture.resize());
    }

    /** The picture at its own size; throws as {@link #picture} does. */
    public RgbImage original(Picture picture) {
        try {
            return picture.decode(decoder);
        } catch (UnreadableImageException e) {
            throw new BenchmarkException(picture + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The truth about a test photograph at the model's size; throws as {@link #picture} does.
     *
     * @throws IllegalArgumentException if the photograph is defective and nothing says where
     */
    public DefectMask mask(TestPhotograph photograph) {
        if (!photograph.isLocated()) {
            throw new IllegalArgumentException(photograph.image() + ": no mask says where the defect is");
        }
        if (photograph.mask().isEmpty()) {
            return DefectMask.none(size, size);
        }
        Path file = photograph.mask().get();
        try {
            return DefectMask.of(decoder.decodeGrey(Files.readAllBytes(file)), size, size);
        } catch (UnreadableImageException e) {
            throw new BenchmarkException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
