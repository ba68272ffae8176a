// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Selection;
import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The search for the nearest row, as terms: products of matrices, in pieces that stay in the processor's cache, so that the distances of all
 * patches from all rows are never kept at once. All products' rows have one length here; what is missing is at an infinite distance.
 */
final class PatchMemory {
    private static final Scope MEMORY = Scope.ROOT.in("memory");
    private static final int PIECE = 2048;
    private static final double FAR = 1e30;

    private final List<Parameter> rows = new ArrayList<>();
    private final List<Parameter> kept = new ArrayList<>();
    private final int channels;
    private final int longest;

    /**
     * @param shape whose products have rows
     * @param channels of a row
     */
    PatchMemory(MemoryShape shape, int channels) {
        this.channels = channels;
        this.longest = shape.products().stream()
                .mapToInt(MemoryShape.Product::rows)
                .max()
                .orElseThrow();
        for (int i = 0; i < shape.products().size(); i++) {
            int count = shape.products().get(i).rows();
            rows.add(MEMORY.buffer(rowsOf(i), Initialiser.constant(0), count, channels));
            kept.add(MEMORY.buffer(imagesOf(i), Initialiser.constant(0), count));
            kept.add(MEMORY.buffer(placesOf(i), Initialiser.constant(0), count));
        }
    }

    /** The tensor of a product's rows, R,C. */
    static String rows(int product) {
        return MEMORY.prefix() + rowsOf(product);
    }

    /** The tensor that says for each row which of the product's images it comes from, R. */
    static String images(int product) {
        return MEMORY.prefix() + imagesOf(product);
    }

    /** The tensor that says for each row which patch of its image it is, counted row by row, R. */
    static String places(int product) {
        return MEMORY.prefix() + placesOf(product);
    }

    private static String rowsOf(int product) {
        return product + ".rows";
    }

    private static String imagesOf(int product) {
        return product + ".images";
    }

    private static String placesOf(int product) {
        return product + ".places";
    }

    /** What the state has beside the rows. */
    List<Parameter> kept() {
        return kept;
    }

    /** The product that each image shows, N int64: the one that is named, or that whose rows' mean is nearest to the image's. */
    Term chosen(Term named, Term pooled) {
        Term means = Term.stack(rows.stream().map(of -> Selection.mean(of, 0)).toList(), 0);
        Term differences = pooled.unsqueeze(1).minus(means);
        Term nearest = Selection.placeOfLeast(Selection.sum(differences.times(differences), 2), 1);
        return Selection.unlessNegative(named, nearest);
    }

    /** Describes the squared distances N,T of patches N,T,C from the nearest row of the chosen product, per channel. */
    Term nearest(Term patches, Term chosen) {
        List<Term> equal = rows.stream().map(this::lengthened).toList();
        Term least = null;
        for (int from = 0; from < longest; from += PIECE) {
            int start = from;
            int to = Math.min(longest, start + PIECE);
            Term piece = Term.stack(
                    equal.stream().<Term>map(of -> of.slice(0, start, to)).toList(), 0);
            Term offsets = Term.stack(offsets(start, to), 0);
            Term distances =
                    Selection.squaredDistances(patches, Selection.at(piece, chosen), Selection.at(offsets, chosen));
            Term nearest = Selection.least(distances, 2);
            least = least == null ? nearest : Selection.lesser(least, nearest);
        }
        return least.atLeast(0).dividedBy(channels);
    }

    /** Describes the place of the nearest row among one product's, N,T int64. */
    Term places(Term patches, int product) {
        Parameter own = rows.get(product);
        Term offsets = Selection.sum(own.times(own), 1).unsqueeze(0).unsqueeze(0);
        Term distances = Selection.squaredDistances(
                patches, own.unsqueeze(0).forEachSampleOf(patches, 3), offsets.forEachSampleOf(patches, 3));
        return Selection.placeOfLeast(distances, 2);
    }

    private Term lengthened(Parameter of) {
        return of.size(0) == longest ? of : Selection.lengthened(of, longest - of.size(0), 0);
    }

    /** The rows' squares, 1,R per product; so much that it is never the least where there is no row. */
    private List<Term> offsets(int from, int to) {
        List<Term> offsets = new ArrayList<>();
        for (Parameter of : rows) {
            Term squares = Selection.sum(of.times(of), 1).unsqueeze(1);
            Term equal = of.size(0) == longest ? squares : Selection.lengthened(squares, longest - of.size(0), FAR);
            offsets.add(equal.slice(0, from, to).transpose(0, 1));
        }
        return offsets;
    }
}
