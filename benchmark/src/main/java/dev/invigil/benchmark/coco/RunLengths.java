// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An object as run lengths down the columns, left column first; the first run is outside the object. Pixels after the last run are outside.
 *
 * @param height of the image, in pixels; {@code width} alike
 * @param counts pixels of each run, at most {@code height * width} in all
 */
record RunLengths(int height, int width, int[] counts) implements Segmentation {
    /** The compressed form writes each number in characters of six bits: five of the number and one that says whether more follow. */
    private static final int FIRST_CHARACTER = '0';

    private static final int DATA_BITS = 5;
    private static final int DATA_MASK = (1 << DATA_BITS) - 1;
    private static final int MORE = 1 << DATA_BITS;
    private static final int SIGN = 1 << (DATA_BITS - 1);

    RunLengths {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("run lengths of an image of " + width + " × " + height);
        }
        if (Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("a negative run length");
        }
        long pixels = Arrays.stream(counts).asLongStream().sum();
        if (pixels > (long) height * width) {
            throw new IllegalArgumentException(
                    "run lengths of " + pixels + " pixels, more than the " + width + " × " + height + " of the image");
        }
    }

    /**
     * From the compressed form. From the fourth number on each is the difference to the one two before it.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    static RunLengths compressed(int height, int width, String text) {
        IntStream.Builder counts = IntStream.builder();
        long[] before = new long[2];
        int position = 0;
        for (int index = 0; position < text.length(); index++) {
            long number = 0;
            int shift = 0;
            int bits;
            do {
                if (position == text.length() || shift > Integer.SIZE) {
                    throw new IllegalArgumentException("truncated compressed run lengths");
                }
                bits = text.charAt(position++) - FIRST_CHARACTER;
                if (bits < 0 || bits > (MORE | DATA_MASK)) {
                    throw new IllegalArgumentException(
                            "compressed run lengths with the character '" + text.charAt(position - 1) + "'");
                }
                number |= (long) (bits & DATA_MASK) << shift;
                shift += DATA_BITS;
            } while ((bits & MORE) != 0);
            if ((bits & SIGN) != 0) {
                number |= -1L << shift;
            }
            long count = index > 2 ? number + before[index % 2] : number;
            before[index % 2] = count;
            if (count != (int) count) {
                throw new IllegalArgumentException("a run length of " + count + " pixels");
            }
            counts.add((int) count);
        }
        return new RunLengths(height, width, counts.build().toArray());
    }

    /** @throws IllegalArgumentException if the mask is of another size */
    @Override
    public void paint(MaskCanvas mask) {
        if (!fits(mask.width(), mask.height())) {
            throw new IllegalArgumentException("run lengths of " + width + " × " + height + " on a mask of "
                    + mask.width() + " × " + mask.height());
        }
        int position = 0;
        boolean inside = false;
        for (int count : counts) {
            if (inside) {
                for (int i = position; i < position + count; i++) {
                    mask.paint(i / height, i % height);
                }
            }
            position += count;
            inside = !inside;
        }
    }

    boolean fits(int width, int height) {
        return this.width == width && this.height == height;
    }
}
