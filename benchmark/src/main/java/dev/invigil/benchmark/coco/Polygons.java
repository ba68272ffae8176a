// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.List;

/**
 * An object drawn as polygons. They are filled one by one: where they overlap there is no hole.
 *
 * @param polygons of each the vertices x0, y0, x1, y1, … in pixels, truncated towards zero; at least one vertex
 */
record Polygons(List<int[]> polygons) implements Segmentation {
    Polygons {
        polygons = List.copyOf(polygons);
    }

    @Override
    public void paint(MaskCanvas mask) {
        for (int[] vertices : polygons) {
            new PolygonFill(vertices).paint(mask);
        }
    }
}
