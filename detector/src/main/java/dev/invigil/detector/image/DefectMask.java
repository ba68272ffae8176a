// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * Ground truth at the size a map is scored at: which pixels are defect.
 *
 * @param height rows
 * @param width columns
 * @param values row-major, 1 for defect, 0 for good
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared or hashed
public record DefectMask(int height, int width, byte[] values) {
    private static final int HALF = 128;

    public DefectMask {
        if (height < 1 || width < 1 || values.length != Math.multiplyExact(height, width)) {
            throw new IllegalArgumentException(
                    "a mask of " + height + " x " + width + " cannot have " + values.length + " values");
        }
    }

    /**
     * An annotated image as a mask, by the reference's rule: everything above 0 becomes 255, Pillow's bilinear resize,
     * and what is 128 or more after it is defect. A defect of a few pixels may vanish when shrunk.
     */
    public static DefectMask of(GreyImage annotation, int height, int width) {
        byte[] values = spread(annotation)
                .resized(height, width, ResizeFilter.BILINEAR)
                .grey()
                .clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) ((values[i] & 0xff) >= HALF ? 1 : 0);
        }
        return new DefectMask(height, width, values);
    }

    /** The mask of a good part. */
    public static DefectMask none(int height, int width) {
        return new DefectMask(height, width, new byte[Math.multiplyExact(height, width)]);
    }

    /** The annotation with everything above 0 at 255. */
    static GreyImage spread(GreyImage annotation) {
        byte[] spread = new byte[annotation.grey().length];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = (byte) (annotation.grey()[i] == 0 ? 0 : 255);
        }
        return new GreyImage(annotation.height(), annotation.width(), spread);
    }
}
