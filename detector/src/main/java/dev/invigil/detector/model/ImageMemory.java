// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.runtime.ComputeDevice;
import java.util.List;
import java.util.Set;

/** What a family can do whose detectors remember single images of good parts. */
public interface ImageMemory {
    /**
     * An image that a detector remembers.
     *
     * @param product that it shows
     * @param name of its file or frame
     * @param sha256 of its bytes; empty if it is not known
     */
    record Remembered(String product, String name, String sha256) {}

    /** All images that it remembers, product by product, in the order in which they were remembered. */
    List<Remembered> images(Detector detector);

    /** The most that it keeps of an image, in rows. */
    int rowsPerImage(Detector detector);

    /**
     * The detector that would have been made without some of the images: what came from them is gone, the order of the rest is kept.
     *
     * @throws IllegalArgumentException if it does not remember one of them, or nothing of a product would be left
     */
    Detector without(Detector detector, Set<Remembered> images);

    /**
     * An image of a good part that is to be remembered.
     *
     * @param image its name and product
     * @param pixels prepared as the detector's preprocessing says
     */
    record Learned(Remembered image, RgbImage pixels) {}

    /**
     * The detector that remembers some more images. Scores can only become lower by it, unless the memory is full: then each image keeps less.
     *
     * @throws IllegalArgumentException if it does not know a product, remembers one of the images already, or is given one twice
     */
    Detector with(Detector detector, List<Learned> images, ComputeDevice device);

    /** Opens the search for sources on a device; it belongs to the calling thread. */
    Sources open(Detector detector, ComputeDevice device);

    /** Says of which good parts an image reminds a detector. */
    interface Sources extends AutoCloseable {
        /**
         * The most similar remembered place for each place of an image.
         *
         * @param image prepared as the detector's preprocessing says
         * @param product whose good parts it is compared with
         * @throws IllegalArgumentException if the detector does not know the product
         */
        Nearest of(RgbImage image, String product);

        @Override
        void close();
    }

    /** The most similar remembered places of one image. */
    @FunctionalInterface
    interface Nearest {
        /**
         * The source for the patch at a pixel of the network's input.
         *
         * @param x from the left
         * @param y from the top
         */
        Source at(int x, int y);
    }

    /**
     * A place in a remembered image, in pixels of the network's input.
     *
     * @param image that it is in
     * @param x left edge
     * @param y upper edge
     * @param size of the patch
     */
    record Source(Remembered image, int x, int y, int size) {}
}
