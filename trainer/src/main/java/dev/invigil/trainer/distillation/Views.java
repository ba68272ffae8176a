// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Random views of an image. Most are what a camera above a line could see: any scale and orientation, coloured or grey
 * light, blur, noise, a part lying alone on a plain ground, print in black and white.
 */
final class Views {
    private static final int LEAST_SIDE = 48;
    private static final double STRETCH = 0.3;

    private final RandomGenerator random;

    Views(RandomGenerator random) {
        this.random = random;
    }

    /** A view of {@code size x size} pixels: rows from the top, RGB. */
    byte[] of(RgbImage photograph, int size) {
        byte[] view = turned(crop(photograph, size), size);
        if (chance(0.15)) {
            isolate(view, size);
        }
        if (chance(0.25)) {
            grey(view);
        }
        if (chance(0.8)) {
            light(view);
        }
        if (chance(0.12)) {
            print(view);
        }
        if (chance(0.2)) {
            view = blurred(view, size);
        }
        if (chance(0.2)) {
            noise(view);
        }
        return view;
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A rectangle of any size and place, small ones as likely as large ones. */
    private byte[] crop(RgbImage photograph, int size) {
        double longest = Math.min(photograph.height(), photograph.width());
        double least = Math.min(LEAST_SIDE, longest);
        double side = least * Math.pow(longest / least, Math.sqrt(random.nextDouble()));
        double stretch = Math.exp(random.nextDouble(-STRETCH, STRETCH));
        int height = (int) Math.max(1, Math.min(photograph.height(), side * stretch));
        int width = (int) Math.max(1, Math.min(photograph.width(), side / stretch));
        int top = random.nextInt(photograph.height() - height + 1);
        int left = random.nextInt(photograph.width() - width + 1);
        return photograph
                .cropped(top, left, height, width)
                .resized(size, size)
                .rgb()
                .clone();
    }

    /** Mirrored or not, by any quarter turn. */
    private byte[] turned(byte[] view, int size) {
        boolean mirrored = random.nextBoolean();
        boolean upsideDown = random.nextBoolean();
        boolean transposed = random.nextBoolean();
        byte[] turned = new byte[view.length];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int row = upsideDown ? size - 1 - y : y;
                int column = mirrored ? size - 1 - x : x;
                int from = 3 * (transposed ? column * size + row : row * size + column);
                System.arraycopy(view, from, turned, 3 * (y * size + x), 3);
            }
        }
        return turned;
    }

    /** Everything outside an ellipse becomes one colour. */
    private void isolate(byte[] view, int size) {
        double height = size * random.nextDouble(0.25, 0.5);
        double width = size * random.nextDouble(0.25, 0.5);
        double middle = size / 2.0;
        // 2 is an ellipse, more is nearer to a rectangle
        double power = random.nextBoolean() ? 2 : 8;
        byte[] ground = new byte[3];
        random.nextBytes(ground);
        if (random.nextBoolean()) {
            ground[1] = ground[0];
            ground[2] = ground[0];
        }
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double distance = Math.pow(Math.abs(y + 0.5 - middle) / height, power)
                        + Math.pow(Math.abs(x + 0.5 - middle) / width, power);
                if (distance > 1) {
                    System.arraycopy(ground, 0, view, 3 * (y * size + x), 3);
                }
            }
        }
    }

    private static void grey(byte[] view) {
        for (int i = 0; i < view.length; i += 3) {
            byte mean = (byte) (((view[i] & 0xff) + (view[i + 1] & 0xff) + (view[i + 2] & 0xff)) / 3);
            view[i] = mean;
            view[i + 1] = mean;
            view[i + 2] = mean;
        }
    }

    /** Exposure, contrast and gamma, a little differently for each colour. */
    private void light(byte[] view) {
        double exposure = Math.exp(random.nextDouble(-0.5, 0.9));
        double gamma = Math.exp(random.nextDouble(-0.5, 0.5));
        double offset = random.nextDouble(-0.15, 0.15);
        for (int channel = 0; channel < 3; channel++) {
            double tint = random.nextDouble(0.9, 1.1);
            byte[] curve = new byte[256];
            for (int level = 0; level < curve.length; level++) {
                curve[level] = sample(255 * (exposure * tint * Math.pow(level / 255.0, gamma) + offset));
            }
            for (int i = channel; i < view.length; i += 3) {
                view[i] = curve[view[i] & 0xff];
            }
        }
    }

    /** Only black and white, about the mean brightness. */
    private void print(byte[] view) {
        grey(view);
        long sum = 0;
        for (int i = 0; i < view.length; i += 3) {
            sum += view[i] & 0xff;
        }
        double threshold = 3.0 * sum / view.length + random.nextDouble(-20, 20);
        byte dark = (byte) random.nextInt(60);
        byte bright = (byte) random.nextInt(190, 256);
        for (int i = 0; i < view.length; i++) {
            view[i] = (view[i] & 0xff) < threshold ? dark : bright;
        }
    }

    /** By going through a smaller image. */
    private byte[] blurred(byte[] view, int size) {
        int smaller = (int) (size * random.nextDouble(0.3, 0.9));
        return new RgbImage(size, size, view)
                .resized(smaller, smaller)
                .resized(size, size)
                .rgb();
    }

    private void noise(byte[] view) {
        double deviation = random.nextDouble(2, 15);
        boolean coloured = random.nextBoolean();
        for (int i = 0; i < view.length; i += 3) {
            double common = deviation * random.nextGaussian();
            for (int channel = 0; channel < 3; channel++) {
                double change = coloured ? deviation * random.nextGaussian() : common;
                view[i + channel] = sample((view[i + channel] & 0xff) + change);
            }
        }
    }

    private static byte sample(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
