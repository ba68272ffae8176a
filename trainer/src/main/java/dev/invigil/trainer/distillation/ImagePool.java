// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.benchmark.dataset.ImageFiles;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Images from folders, in memory; content and order do not matter.
 *
 * @param photographs in the order of their paths
 * @param digest over all files, see {@link Sha256#ofAll}
 * @param unreadable files that Invigil cannot read as images, each with the reason
 */
public record ImagePool(List<RgbImage> photographs, String digest, List<String> unreadable) {
    /** Smaller images are icons. */
    private static final int LEAST_SIDE = 32;

    private static final int LARGEST_SHORT_SIDE = 512;

    public ImagePool {
        photographs = List.copyOf(photographs);
        unreadable = List.copyOf(unreadable);
    }

    /** Hears how reading goes. */
    @FunctionalInterface
    public interface Listener {
        /** This many of all files have been read. */
        void read(int done, int total);
    }

    /**
     * Reads all images below the folders, large ones shrunk to a short side of {@value #LARGEST_SHORT_SIDE} pixels.
     *
     * @throws OperatorException if a folder is missing or there are fewer than two images
     * @throws IOException if the disk fails
     */
    public static ImagePool read(List<Path> folders, Listener listener) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new OperatorException(folder + ": no such folder; name folders of images with --data");
            }
            // files that are not images by name and content are common in folders of images and are not counted
            files.addAll(ImageFiles.below(folder, (file, reason) -> {}));
        }
        ImageDecoder decoder = new ImageDecoder();
        List<RgbImage> photographs = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        TreeMap<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            try {
                RgbImage photograph = decoder.decode(bytes);
                if (Math.min(photograph.height(), photograph.width()) >= LEAST_SIDE) {
                    photographs.add(shrunk(photograph));
                    digests.put("%06d".formatted(digests.size()), Sha256.of(bytes));
                }
            } catch (UnreadableImageException e) {
                unreadable.add(file + ": " + e.getMessage());
            }
            listener.read(photographs.size() + unreadable.size(), files.size());
        }
        if (photographs.size() < 2) {
            throw new OperatorException(
                    "fewer than two images of at least %d x %d pixels in %s: name folders with several hundred images"
                            .formatted(LEAST_SIDE, LEAST_SIDE, folders));
        }
        return new ImagePool(photographs, Sha256.ofAll(digests), unreadable);
    }

    private static RgbImage shrunk(RgbImage photograph) {
        double scale = (double) LARGEST_SHORT_SIDE / Math.min(photograph.height(), photograph.width());
        return scale >= 1
                ? photograph
                : photograph.resized(
                        (int) Math.round(photograph.height() * scale), (int) Math.round(photograph.width() * scale));
    }
}
