// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.graph.Constant;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.ResizeFilter;
import dev.invigil.detector.image.ResizeVersion;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * How an image becomes the network's input: reduced to 8 bits by the depth, RGB, resized to {@code height x width} (the aspect ratio is not kept), divided by
 * 255, minus {@code mean}, divided by {@code std}. The bundle's manifest states it, and training, calibration, evaluation and
 * the scorer read it from there.
 *
 * @param resize the resize algorithm by the name of a {@link ResizeVersion}, bilinear
 * @param depth which 16-bit samples become 0 and 255, as {@link SampleWindow#parse} reads it; images of 8 bits are not affected
 * @param height of the network's input in pixels, 1 to {@value #MAX_SIDE}
 * @param width of the network's input in pixels, 1 to {@value #MAX_SIDE}
 * @param mean per channel, of samples in 0..1
 * @param std per channel, above 0
 */
public record Preprocessing(String resize, String depth, int height, int width, List<Double> mean, List<Double> std) {
    /** The longest side that a network's input can have, in pixels. */
    public static final int MAX_SIDE = 4096;

    private static final int CHANNELS = 3;

    public Preprocessing {
        Objects.requireNonNull(resize, "resize");
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        // refuses a name that this version does not have
        ResizeVersion.of(resize);
        depth = window(Objects.requireNonNull(depth, "depth")).toString();
        if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
            throw new IllegalArgumentException("preprocessing: the image size must be 1 to " + MAX_SIDE
                    + " pixels in height and width, not " + height + " x " + width);
        }
        if (mean.size() != CHANNELS || mean.stream().anyMatch(m -> !Double.isFinite(m))) {
            throw new IllegalArgumentException("preprocessing: mean must be three finite numbers, not " + mean);
        }
        if (std.size() != CHANNELS || std.stream().anyMatch(s -> !(s > 0) || !Double.isFinite(s))) {
            throw new IllegalArgumentException("preprocessing: std must be three finite numbers above 0, not " + std);
        }
    }

    /** What encoders trained on ImageNet expect. */
    public static Preprocessing imageNet(int height, int width) {
        return new Preprocessing(
                ResizeVersion.PILLOW_12.id(),
                SampleWindow.FULL.toString(),
                height,
                width,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225));
    }

    /** Samples in 0..1, not normalised: for networks that learn from images from the beginning. */
    public static Preprocessing unnormalised(int height, int width) {
        return new Preprocessing(
                ResizeVersion.PILLOW_12.id(),
                SampleWindow.FULL.toString(),
                height,
                width,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0));
    }

    /** The same with another depth. */
    public Preprocessing with(SampleWindow window) {
        return new Preprocessing(resize, window.toString(), height, width, mean, std);
    }

    /** The depth, for the decoder of the images that are prepared. */
    public SampleWindow window() {
        return window(depth);
    }

    private static SampleWindow window(String depth) {
        try {
            return SampleWindow.parse(depth);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("preprocessing: " + e.getMessage(), e);
        }
    }

    /** The image in the size of the network's input. */
    public RgbImage prepare(RgbImage image) {
        return prepare(image, ResizeFilter.BILINEAR);
    }

    /** The same for a data set that prescribes another filter. */
    public RgbImage prepare(RgbImage image, ResizeFilter filter) {
        return image.resized(height, width, filter, ResizeVersion.of(resize));
    }

    /** Height and width for the user, such as {@code 256 x 256}. */
    public String size() {
        return height + " x " + width;
    }

    /**
     * Prepared images as one tensor N,height,width,3 of bytes.
     *
     * @throws IllegalArgumentException if there is none, or one has another size
     */
    public HostTensor batch(List<RgbImage> images) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one image");
        }
        ByteBuffer data = ByteBuffer.allocateDirect(
                Math.multiplyExact(images.size(), Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS)));
        for (RgbImage image : images) {
            if (image.height() != height || image.width() != width) {
                throw new IllegalArgumentException("the network takes images of %s pixels, not %d x %d"
                        .formatted(size(), image.height(), image.width()));
            }
            data.put(image.rgb());
        }
        return new HostTensor(ElementType.U8, List.of(images.size(), height, width, CHANNELS), data.flip());
    }

    /**
     * Describes the network's input, N,3,H,W in float32.
     *
     * @param images N,H,W,3 bytes
     */
    public Term normalise(Term images) {
        return images.permute(0, 3, 1, 2)
                .toFloat32()
                .dividedBy(255)
                .minus(perChannel(mean))
                .dividedBy(perChannel(std));
    }

    private static Constant perChannel(List<Double> values) {
        float[] floats = new float[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return new Constant(HostTensor.of(floats, 1, CHANNELS, 1, 1));
    }
}
