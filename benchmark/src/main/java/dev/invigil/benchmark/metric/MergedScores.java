// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/** Two sorted multisets as one; a balanced tree of these merges any number of runs. */
final class MergedScores implements SortedScores {
    private static final SortedScores EMPTY = block -> block.size = 0;

    private final Side left;
    private final Side right;

    private MergedScores(SortedScores left, SortedScores right) {
        this.left = new Side(left);
        this.right = new Side(right);
    }

    static SortedScores of(List<SortedScores> runs) {
        return switch (runs.size()) {
            case 0 -> EMPTY;
            case 1 -> runs.get(0);
            default -> {
                int half = runs.size() / 2;
                yield new MergedScores(of(runs.subList(0, half)), of(runs.subList(half, runs.size())));
            }
        };
    }

    @Override
    public void read(Block out) {
        int size = 0;
        while (size < Block.CAPACITY) {
            boolean fromLeft = left.fill();
            boolean fromRight = right.fill();
            if (!fromLeft && !fromRight) {
                break;
            }
            if (fromLeft && fromRight) {
                size = merge(out, size);
            } else {
                size = (fromLeft ? left : right).drain(out, size);
            }
        }
        out.size = size;
    }

    /** Until one side's block or the output ends. */
    private int merge(Block out, int from) {
        Block a = left.block;
        Block b = right.block;
        int i = left.next;
        int j = right.next;
        int size = from;
        while (size < Block.CAPACITY && i < a.size && j < b.size) {
            boolean takeLeft = a.keys[i] < b.keys[j] || (a.keys[i] == b.keys[j] && a.areas[i] <= b.areas[j]);
            out.keys[size] = takeLeft ? a.keys[i] : b.keys[j];
            out.areas[size++] = takeLeft ? a.areas[i++] : b.areas[j++];
        }
        left.next = i;
        right.next = j;
        return size;
    }

    /** One input with its place in the current block. */
    private static final class Side {
        private final SortedScores source;
        private final Block block = new Block();
        private int next;

        Side(SortedScores source) {
            this.source = source;
        }

        /** Makes sure that a score is at hand; false at the end. */
        boolean fill() {
            if (next == block.size) {
                source.read(block);
                next = 0;
            }
            return block.size > 0;
        }

        int drain(Block out, int from) {
            int count = Math.min(block.size - next, Block.CAPACITY - from);
            System.arraycopy(block.keys, next, out.keys, from, count);
            System.arraycopy(block.areas, next, out.areas, from, count);
            next += count;
            return from + count;
        }
    }
}
