// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** A multiset of scores read from the highest to the lowest, a block at a time. */
interface SortedScores {

    /** Overwrites the block with the next scores; a block of size 0 is the end. */
    void read(Block block);

    /** What travels between two steps of the merge: keys of {@link ScoreType}, upward, and each one's region area. */
    final class Block {
        static final int CAPACITY = 4096;

        final long[] keys = new long[CAPACITY];
        final int[] areas = new int[CAPACITY];
        int size;
    }
}
