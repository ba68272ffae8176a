// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

/** Where an annotated object is. */
sealed interface Segmentation permits Polygons, RunLengths {
    /** Adds the object's pixels to the mask. */
    void paint(MaskCanvas mask);
}
