// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import java.util.Arrays;

/**
 * Which patches of an image are remembered, and in which order: first the patch nearest to the image's mean, then always the patch that is
 * farthest from all chosen ones (a greedy k-centre cover, Gonzalez 1985). It depends on this image alone. The first n of the order are
 * the choice of n, so a memory can be made smaller later.
 */
final class RowSelection {
    private RowSelection() {}

    /**
     * The places of the chosen patches.
     *
     * @param patches T,C, one after the other
     * @param channels C
     * @param most how many at most
     */
    static int[] of(float[] patches, int channels, int most) {
        int count = patches.length / channels;
        int chosen = Math.min(count, most);
        if (chosen == count) {
            // nothing to choose: the order of the image, which costs nothing
            return ascending(count);
        }
        float[] mean = new float[channels];
        for (int i = 0; i < patches.length; i++) {
            mean[i % channels] += patches[i] / count;
        }
        int next = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int patch = 0; patch < count; patch++) {
            float distance = distance(patches, patch * channels, mean, 0, channels);
            if (distance < least) {
                least = distance;
                next = patch;
            }
        }
        float[] distances = new float[count];
        Arrays.fill(distances, Float.POSITIVE_INFINITY);
        int[] order = new int[chosen];
        for (int i = 0; i < chosen; i++) {
            order[i] = next;
            distances[next] = Float.NEGATIVE_INFINITY;
            int farthest = -1;
            for (int patch = 0; patch < count; patch++) {
                if (distances[patch] >= 0) {
                    float distance = distance(patches, patch * channels, patches, next * channels, channels);
                    if (distance < distances[patch]) {
                        distances[patch] = distance;
                    }
                    if (farthest < 0 || distances[patch] > distances[farthest]) {
                        farthest = patch;
                    }
                }
            }
            next = farthest;
        }
        return order;
    }

    private static int[] ascending(int count) {
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        return all;
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
