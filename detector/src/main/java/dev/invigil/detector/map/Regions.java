// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Finds the connected areas (diagonal contact counts) of a map above a threshold. */
public final class Regions {
    private static final Comparator<Region> STRONGEST_FIRST = Comparator.comparing(Region::peak)
            .reversed()
            .thenComparing(Region::peakY)
            .thenComparing(Region::peakX);

    private final AnomalyMap map;
    private final double threshold;
    /** Pixels that belong to a region already found. */
    private final boolean[] taken;
    /** Pixels taken whose neighbours were not looked at yet. */
    private int[] open = new int[64];

    private Regions(AnomalyMap map, double threshold) {
        this.map = map;
        this.threshold = threshold;
        this.taken = new boolean[map.values().length];
    }

    /**
     * @param threshold a pixel belongs to a region when its value is greater; NaN values never do
     * @param minimumArea smaller regions are left out; in pixels
     * @return the strongest peak first
     */
    public static List<Region> above(AnomalyMap map, double threshold, int minimumArea) {
        Regions search = new Regions(map, threshold);
        List<Region> found = new ArrayList<>();
        for (int start = 0; start < search.taken.length; start++) {
            if (search.isFree(start)) {
                Region region = search.flood(start);
                if (region.area() >= minimumArea) {
                    found.add(region);
                }
            }
        }
        found.sort(STRONGEST_FIRST);
        return List.copyOf(found);
    }

    private boolean isFree(int pixel) {
        return map.values()[pixel] > threshold && !taken[pixel];
    }

    private Region flood(int start) {
        int left = map.width();
        int right = -1;
        int top = map.height();
        int bottom = -1;
        int area = 0;
        int peak = start;
        int waiting = take(start, 0);
        while (waiting > 0) {
            int pixel = open[--waiting];
            int y = pixel / map.width();
            int x = pixel % map.width();
            area++;
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            float value = map.values()[pixel];
            float highest = map.values()[peak];
            if (value > highest || (value == highest && pixel < peak)) {
                peak = pixel;
            }
            for (int ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, map.height() - 1); ny++) {
                for (int nx = Math.max(x - 1, 0); nx <= Math.min(x + 1, map.width() - 1); nx++) {
                    int neighbour = ny * map.width() + nx;
                    if (isFree(neighbour)) {
                        waiting = take(neighbour, waiting);
                    }
                }
            }
        }
        return new Region(
                left,
                top,
                right - left + 1,
                bottom - top + 1,
                area,
                map.values()[peak],
                peak % map.width(),
                peak / map.width());
    }

    private int take(int pixel, int waiting) {
        taken[pixel] = true;
        if (waiting == open.length) {
            open = Arrays.copyOf(open, 2 * waiting);
        }
        open[waiting] = pixel;
        return waiting + 1;
    }
}
