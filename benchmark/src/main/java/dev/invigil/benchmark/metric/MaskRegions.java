// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * The 8-connected components of one mask.
 *
 * @param count number of regions
 * @param areas per pixel, row-major: the area in pixels of the region it belongs to, 0 outside
 */
record MaskRegions(int count, int[] areas) {

    /** @param mask row-major; any non-zero byte is anomalous */
    static MaskRegions of(byte[] mask, int height, int width) {
        int[] areas = new int[mask.length];
        int[] members = new int[mask.length];
        boolean[] seen = new boolean[mask.length];
        int count = 0;
        for (int start = 0; start < mask.length; start++) {
            if (mask[start] == 0 || seen[start]) {
                continue;
            }
            count++;
            int area = flood(mask, height, width, start, members, seen);
            for (int i = 0; i < area; i++) {
                areas[members[i]] = area;
            }
        }
        return new MaskRegions(count, areas);
    }

    /** Breadth first; leaves the region's pixels at the head of {@code members} and returns how many there are. */
    private static int flood(byte[] mask, int height, int width, int start, int[] members, boolean[] seen) {
        int size = 0;
        members[size++] = start;
        seen[start] = true;
        for (int next = 0; next < size; next++) {
            int row = members[next] / width;
            int column = members[next] % width;
            for (int y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++) {
                for (int x = Math.max(column - 1, 0); x <= Math.min(column + 1, width - 1); x++) {
                    int neighbour = y * width + x;
                    if (mask[neighbour] != 0 && !seen[neighbour]) {
                        seen[neighbour] = true;
                        members[size++] = neighbour;
                    }
                }
            }
        }
        return size;
    }
}
