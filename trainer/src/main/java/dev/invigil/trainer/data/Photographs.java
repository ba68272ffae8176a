// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.data;

import dev.invigil.contracts.OperatorException;
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
     * @throws OperatorException naming the file that is not a readable picture
     */
    public RgbImage picture(Path file) {
        return original(file).resized(size, size);
    }

    /** The picture at its own size; throws as {@link #picture} does. */
    public RgbImage original(Path file) {
        try {
            return decoder.decode(bytes(file));
        } catch (UnreadableImageException e) {
            throw new OperatorException(file + ": " + e.getMessage(), e);
        }
    }

    /** The truth about a test photograph at the model's size; throws as {@link #picture} does. */
    public DefectMask mask(TestPhotograph photograph) {
        if (photograph.mask().isEmpty()) {
            return DefectMask.none(size, size);
        }
        Path file = photograph.mask().get();
        try {
            return DefectMask.of(decoder.decodeGrey(bytes(file)), size, size);
        } catch (UnreadableImageException e) {
            throw new OperatorException(file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
