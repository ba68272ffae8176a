// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.BitSet;
import java.util.List;

/**
 * An image with at least one annotation.
 *
 * @param file its name, without folder
 * @param width in pixels; {@code height} alike
 * @param labels categories of all its annotations, 0 … 79
 * @param objects the annotations; empty where only the labels were read
 */
record AnnotatedImage(String file, int width, int height, BitSet labels, List<LabelledObject> objects) {

    /**
     * An annotation.
     *
     * @param label its category, 0 … 79
     */
    record LabelledObject(int label, Segmentation segmentation) {}

    /** The name without its extension. */
    String stem() {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** What is anomalous in the split. */
    MaskCanvas mask(CocoAdSplit split) {
        MaskCanvas mask = new MaskCanvas(width, height);
        for (LabelledObject object : objects) {
            if (split.anomalous(object.label())) {
                object.segmentation().paint(mask);
            }
        }
        return mask;
    }
}
