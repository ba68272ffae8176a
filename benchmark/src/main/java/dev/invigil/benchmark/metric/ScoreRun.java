// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Arrays;

/** A growing array of scores with an area each (none for normal pixels), sorted in memory by a radix sort. */
final class ScoreRun {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int FIRST_CAPACITY = 1 << 12;

    private final int limit;
    private long[] keys = new long[0];
    /** Null when the scores carry no area. */
    private int[] areas;

    private int size;
    private boolean sorted = true;

    /** @param limit how many scores it may hold */
    ScoreRun(int limit, boolean withAreas) {
        this.limit = limit;
        this.areas = withAreas ? new int[0] : null;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == limit;
    }

    void clear() {
        size = 0;
        sorted = true;
    }

    void append(long key, int area) {
        if (size == keys.length) {
            int capacity = (int) Math.min(limit, Math.max(FIRST_CAPACITY, 2L * size));
            keys = Arrays.copyOf(keys, capacity);
            areas = areas == null ? null : Arrays.copyOf(areas, capacity);
        }
        keys[size] = key;
        if (areas != null) {
            areas[size] = area;
        }
        size++;
        sorted = false;
    }

    /** Sorts by key, then by area, so that the order, and every sum along it, is that of the multiset alone. */
    ScoreRun sort() {
        if (!sorted) {
            Scratch scratch = new Scratch(keys.length, areas != null);
            long keyBits = 0;
            long areaBits = 0;
            for (int i = 0; i < size; i++) {
                keyBits |= keys[i] ^ keys[0];
                areaBits |= areas == null ? 0 : areas[i] ^ areas[0];
            }
            sortByDigits(areaBits, true, scratch);
            sortByDigits(keyBits, false, scratch);
            sorted = true;
        }
        return this;
    }

    /** Stable passes from the lowest digit; a digit in which no two scores differ needs none. */
    private void sortByDigits(long differingBits, boolean byArea, Scratch scratch) {
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if (((differingBits >>> shift) & (DIGITS - 1)) != 0) {
                scatter(shift, byArea, scratch);
            }
        }
    }

    private void scatter(int shift, boolean byArea, Scratch scratch) {
        int[] next = new int[DIGITS + 1];
        for (int i = 0; i < size; i++) {
            next[digit(i, shift, byArea) + 1]++;
        }
        for (int d = 0; d < DIGITS; d++) {
            next[d + 1] += next[d];
        }
        for (int i = 0; i < size; i++) {
            int target = next[digit(i, shift, byArea)]++;
            scratch.keys[target] = keys[i];
            if (areas != null) {
                scratch.areas[target] = areas[i];
            }
        }
        long[] sortedKeys = scratch.keys;
        scratch.keys = keys;
        keys = sortedKeys;
        int[] sortedAreas = scratch.areas;
        scratch.areas = areas;
        areas = sortedAreas;
    }

    private int digit(int i, int shift, boolean byArea) {
        // the sign bit turned over makes signed order unsigned order
        long bits = byArea ? areas[i] : keys[i] ^ Long.MIN_VALUE;
        return (int) (bits >>> shift) & (DIGITS - 1);
    }

    /** The other half of each pass; lives only while sorting. */
    private static final class Scratch {
        long[] keys;
        int[] areas;

        Scratch(int capacity, boolean withAreas) {
            keys = new long[capacity];
            areas = withAreas ? new int[capacity] : null;
        }
    }

    /** Copies scores {@code from} on into the block, as many as fit. */
    void copyTo(SortedScores.Block block, int from) {
        block.size = Math.min(size - from, SortedScores.Block.CAPACITY);
        System.arraycopy(keys, from, block.keys, 0, block.size);
        if (areas != null) {
            System.arraycopy(areas, from, block.areas, 0, block.size);
        }
    }

    /** A reader from the start; the run must be sorted and left alone meanwhile. */
    SortedScores reader() {
        return new SortedScores() {
            private int position;

            @Override
            public void read(Block block) {
                copyTo(block, position);
                position += block.size;
            }
        };
    }
}
