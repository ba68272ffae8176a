// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.graph.Constant;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;

/**
 * What a token may not attend to: the tokens around it, and itself, so that a feature is not just copied into its reconstruction.
 *
 * @param height of the neighbourhood in tokens; an even number acts as the odd number above it
 * @param width likewise
 */
record Neighbourhood(int height, int width) {
    /** A square one; at most half of the tokens of each axis, since a token must see some others. */
    static Neighbourhood within(int side, int rows, int columns) {
        return new Neighbourhood(Math.max(1, Math.min(side, rows / 2)), Math.max(1, Math.min(side, columns / 2)));
    }

    /**
     * Whether a token may not attend to another, by query and key.
     *
     * @return tokens x tokens, row by row; tokens are counted along the rows of the image
     */
    boolean[][] blocked(int rows, int columns) {
        int tokens = rows * columns;
        boolean[][] blocked = new boolean[tokens][tokens];
        for (int query = 0; query < tokens; query++) {
            for (int key = 0; key < tokens; key++) {
                int down = Math.abs(query / columns - key / columns);
                int across = Math.abs(query % columns - key % columns);
                blocked[query][key] = down <= height / 2 && across <= width / 2;
            }
        }
        return blocked;
    }

    /** What is added to the products of queries and keys, tokens x tokens: minus infinity where a token may not attend, else 0. */
    Term mask(int rows, int columns) {
        boolean[][] blocked = blocked(rows, columns);
        int tokens = blocked.length;
        float[] added = new float[tokens * tokens];
        for (int i = 0; i < added.length; i++) {
            added[i] = blocked[i / tokens][i % tokens] ? Float.NEGATIVE_INFINITY : 0;
        }
        return new Constant(HostTensor.of(added, tokens, tokens));
    }

    /**
     * Says whether every token sees another.
     *
     * @throws IllegalArgumentException if one does not
     */
    void requireSight(int rows, int columns) {
        // the token in the middle is the one that sees the fewest
        if (rows / 2 <= height / 2 && columns / 2 <= width / 2) {
            throw new IllegalArgumentException("neighbours of %d x %d leave nothing to see among %d x %d tokens"
                    .formatted(height, width, rows, columns));
        }
    }
}
