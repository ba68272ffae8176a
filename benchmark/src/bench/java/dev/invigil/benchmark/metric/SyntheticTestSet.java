// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.SplittableRandom;

/**
 * Maps and masks that look like a detector's: a smooth background with grain and, on three of four images, one to three defects that
 * the map finds more or less. Image {@code i} of class {@code c} is the same in every run.
 *
 * @param classes number of classes
 * @param images images per class
 * @param side height and width
 */
record SyntheticTestSet(int classes, int images, int side) {
    private static final int CELLS = 12;

    /** One image's map and mask, row-major. */
    @SuppressWarnings("ArrayRecordComponent")
    record Image(float[] map, byte[] mask) {}

    String className(int c) {
        return "class" + c;
    }

    Image image(int c, int i) {
        SplittableRandom random = new SplittableRandom(1_000_003L * c + i);
        float[] map = background(random);
        byte[] mask = new byte[side * side];
        int defects = i % 4 == 0 ? 0 : 1 + random.nextInt(3);
        for (int d = 0; d < defects; d++) {
            addDefect(map, mask, random);
        }
        return new Image(map, mask);
    }

    private float[] background(SplittableRandom random) {
        float[] grid = new float[(CELLS + 1) * (CELLS + 1)];
        for (int k = 0; k < grid.length; k++) {
            grid[k] = 0.05f + 0.1f * (float) random.nextDouble();
        }
        float[] map = new float[side * side];
        for (int y = 0; y < side; y++) {
            int row = y * CELLS / side;
            float v = (float) y * CELLS / side - row;
            for (int x = 0; x < side; x++) {
                int column = x * CELLS / side;
                float u = (float) x * CELLS / side - column;
                int k = row * (CELLS + 1) + column;
                float upper = grid[k] * (1 - u) + grid[k + 1] * u;
                float lower = grid[k + CELLS + 1] * (1 - u) + grid[k + CELLS + 2] * u;
                map[y * side + x] = upper * (1 - v) + lower * v + 0.01f * (random.nextInt() >>> 8) / (1 << 24);
            }
        }
        return map;
    }

    private void addDefect(float[] map, byte[] mask, SplittableRandom random) {
        double radius = side * (0.02 + 0.06 * random.nextDouble());
        double centreY = random.nextDouble() * side;
        double centreX = random.nextDouble() * side;
        float height = (float) (0.05 + 0.3 * random.nextDouble());
        int reach = (int) Math.ceil(2 * radius);
        for (int y = Math.max(0, (int) centreY - reach); y < Math.min(side, (int) centreY + reach); y++) {
            for (int x = Math.max(0, (int) centreX - reach); x < Math.min(side, (int) centreX + reach); x++) {
                double distance = Math.hypot(y - centreY, x - centreX) / radius;
                if (distance < 1) {
                    mask[y * side + x] = 1;
                }
                map[y * side + x] += height * (float) Math.exp(-distance * distance);
            }
        }
    }
}
