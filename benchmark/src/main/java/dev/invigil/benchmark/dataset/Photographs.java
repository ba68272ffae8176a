// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.GreyImage;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleRange;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.model.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads images and masks at a model's input size. Thread-safe. */
public final class Photographs {
    private final ImageDecoder decoder;
    private final Preprocessing preprocessing;

    /** @param preprocessing by whose depth images are reduced to 8 bits, and to whose size all are resized */
    public Photographs(Preprocessing preprocessing) {
        this.decoder = new ImageDecoder(DecodeLimits.standard(), preprocessing.window());
        this.preprocessing = preprocessing;
    }

    /**
     * The image, resized as the detector's preprocessing asks for.
     *
     * @throws BenchmarkException naming the file that is not a readable image
     */
    public RgbImage picture(Picture picture) {
        return preprocessing.prepare(original(picture), picture.resize());
    }

    /** The image at its own size; throws as {@link #picture} does. */
    public RgbImage original(Picture picture) {
        try {
            return picture.decode(decoder);
        } catch (UnreadableImageException e) {
            throw new BenchmarkException(picture + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The range of the image's samples where they have 16 bits, else empty; throws as {@link #picture} does. */
    public Optional<SampleRange> range(Picture picture) {
        try {
            return picture.range(decoder);
        } catch (UnreadableImageException e) {
            throw new BenchmarkException(picture + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is suspicious about the image's 16-bit samples under the depth of the preprocessing, with the remedy; empty when nothing is.
     * Throws as {@link #picture} does.
     */
    public Optional<String> complaint(Picture picture) {
        return range(picture).flatMap(decoder.window()::complaint);
    }

    /**
     * Which pixels of a test image are defect, at the model's size; throws as {@link #picture} does.
     *
     * @return empty if the part is defective without a marked defect: there is no mask, or it has no defect pixel
     */
    public Optional<DefectMask> mask(TestPhotograph photograph) {
        if (photograph.isGood()) {
            return Optional.of(none());
        }
        if (photograph.mask().isEmpty()) {
            return Optional.empty();
        }
        Path file = photograph.mask().get();
        try {
            GreyImage annotation = decoder.decodeGrey(Files.readAllBytes(file));
            return annotation.isBlack()
                    ? Optional.empty()
                    : Optional.of(DefectMask.of(annotation, preprocessing.height(), preprocessing.width()));
        } catch (UnreadableImageException e) {
            throw new BenchmarkException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mask of the model's size in which nothing is marked. */
    public DefectMask none() {
        return DefectMask.none(preprocessing.height(), preprocessing.width());
    }
}
