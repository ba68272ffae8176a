// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which patches of an image are remembered, and in which order: in turn the patch that is farthest from all chosen ones (a greedy k-centre
 * cover, Gonzalez 1985), so that nothing rare is missed, and one drawn by chance, so that what is common is remembered densely. Either
 * alone is worse: on realline the cover costs accuracy of the map, chance that of the score (docs/DETECTORS.md).
 *
 * <p>It depends on this image alone. The first n of the order are the choice of n, so a memory can be made smaller later.
 */
final class RowSelection {
    private RowSelection() {}

    /**
     * The places of the chosen patches.
     *
     * @param patches T,C, one after the other
     * @param channels C
     * @param most how many at most
     * @param seed of what is drawn; the same for the same image
     */
    static int[] of(float[] patches, int channels, int most, long seed) {
        int count = patches.length / channels;
        int[] drawn = shuffled(count, seed);
        int nextDrawn = 0;
        float[] distances = new float[count];
        Arrays.fill(distances, Float.POSITIVE_INFINITY);
        int[] order = new int[Math.min(count, most)];
        int farthest = -1;
        for (int i = 0; i < order.length; i++) {
            if (i % 2 == 1) {
                order[i] = farthest;
            } else {
                while (distances[drawn[nextDrawn]] < 0) {
                    nextDrawn++;
                }
                order[i] = drawn[nextDrawn];
            }
            distances[order[i]] = Float.NEGATIVE_INFINITY;
            farthest = farthest(patches, channels, order[i], distances);
        }
        return order;
    }

    /** Lowers each distance to that from the newest chosen patch, and gives the farthest of those that are not chosen; -1 if all are. */
    private static int farthest(float[] patches, int channels, int newest, float[] distances) {
        int farthest = -1;
        for (int patch = 0; patch < distances.length; patch++) {
            if (distances[patch] >= 0) {
                float distance = distance(patches, patch * channels, patches, newest * channels, channels);
                distances[patch] = Math.min(distances[patch], distance);
                if (farthest < 0 || distances[patch] > distances[farthest]) {
                    farthest = patch;
                }
            }
        }
        return farthest;
    }

    private static int[] shuffled(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** The squared distance; several sums, so that the additions need not wait for each other. */
    private static float distance(float[] left, int from, float[] right, int start, int channels) {
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0;
        int c = 0;
        for (; c + 3 < channels; c += 4) {
            float a = left[from + c] - right[start + c];
            float b = left[from + c + 1] - right[start + c + 1];
            float d = left[from + c + 2] - right[start + c + 2];
            float e = left[from + c + 3] - right[start + c + 3];
            first += a * a;
            second += b * b;
            third += d * d;
            fourth += e * e;
        }
        for (; c < channels; c++) {
            float a = left[from + c] - right[start + c];
            first += a * a;
        }
        return first + second + third + fourth;
    }
}
