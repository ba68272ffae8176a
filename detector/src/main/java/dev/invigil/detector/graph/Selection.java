// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

/** Operations that choose among the places of an axis, and what is needed beside them to search in many rows. */
public final class Selection {
    private Selection() {}

    /** The squared distances N,T,R of {@code queries} N,T,D from {@code rows} N,R,D, plus {@code offsets} N,1,R less the rows' own squares. */
    public static Term squaredDistances(Term queries, Term rows, Term offsets) {
        Term own = sum(queries.times(queries), 2).unsqueeze(2);
        return new Operation(
                "torch.add(torch.baddbmm({0}, {1}, torch.transpose({2}, 1, 2), beta=1, alpha=-2), {3})",
                offsets, queries, rows, own);
    }

    /** The sum over an axis, which disappears. */
    public static Term sum(Term x, int axis) {
        return new Operation("torch.sum({0}, [%d], False, dtype=None)".formatted(axis), x);
    }

    /** The mean over an axis, which disappears. */
    public static Term mean(Term x, int axis) {
        return new Operation("torch.mean({0}, [%d], False, dtype=None)".formatted(axis), x);
    }

    /** The smallest value on an axis, which disappears. */
    public static Term least(Term x, int axis) {
        return new Operation("torch.amin({0}, [%d], False)".formatted(axis), x);
    }

    /** The place of the smallest value on an axis, int64; the axis disappears. */
    public static Term placeOfLeast(Term x, int axis) {
        return new Operation("torch.argmin({0}, %d, False)".formatted(axis), x);
    }

    /** The smaller of two values, element by element. */
    public static Term lesser(Term x, Term other) {
        return new Operation("torch.minimum({0}, {1})", x, other);
    }

    /** {@code x} where it is 0 or more, else {@code other}. */
    public static Term unlessNegative(Term x, Term other) {
        return new Operation("torch.where(torch.ge({0}, 0), {0}, {1})", x, other);
    }

    /** The parts of the outermost axis that {@code places}, N int64, name, one after the other. */
    public static Term at(Term x, Term places) {
        return new Operation("torch.index_select({0}, 0, {1})", x, places);
    }

    /** More places at the end of the outermost axis of a matrix, with this value. */
    public static Term lengthened(Term matrix, int places, double value) {
        return new Operation("torch.constant_pad_nd({0}, [0, 0, 0, %d], %s)".formatted(places, value), matrix);
    }
}
