// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.productcheck;

import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.product.Prototypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well prototypes distinguish products: parts presented under their own product's name and under every other.
 *
 * @param products that have a prototype, the table's columns
 * @param rows what was shown
 */
public record ProductTable(List<String> products, List<Row> rows) {
    public ProductTable {
        products = List.copyOf(products);
        rows = List.copyOf(rows);
    }

    /**
     * Parts of one product.
     *
     * @param shown the product that they are
     * @param good its good parts, by the product that they were said to be
     * @param unknown the same, had the model no prototype of the product that is shown
     * @param defective its defective parts, said to be what they are; empty when it has no prototype
     */
    public record Row(
            String shown,
            Map<String, Count> good,
            Map<String, Count> unknown,
            Optional<Map<String, Count>> defective) {}

    /**
     * @param parts how many were shown
     * @param other of these, classified as another product than the given one
     * @param named of these, classified as their true product
     * @param strange found to be of no known product
     */
    public record Count(int parts, int other, int named, int strange) {
        /** Of nothing. */
        public static final Count NONE = new Count(0, 0, 0, 0);

        /** Both together. */
        public Count plus(Count more) {
            return new Count(parts + more.parts, other + more.other, named + more.named, strange + more.strange);
        }
    }

    /** Features of the test parts of one product: the good ones, and the defective ones by defect. */
    public record Shown(String product, List<float[]> good, Map<String, List<float[]>> defective) {}

    /** Asks the prototypes about all parts. */
    public static ProductTable of(Prototypes prototypes, List<Shown> all) {
        List<Row> rows = new ArrayList<>();
        for (Shown shown : all) {
            Prototypes others = prototypes.without(shown.product());
            Map<String, Count> good = new LinkedHashMap<>();
            Map<String, Count> unknown = new LinkedHashMap<>();
            for (String said : prototypes.products()) {
                good.put(said, count(prototypes, said, shown.product(), shown.good()));
                if (!said.equals(shown.product())) {
                    unknown.put(said, count(others, said, shown.product(), shown.good()));
                }
            }
            Optional<Map<String, Count>> defective = Optional.empty();
            if (prototypes.products().contains(shown.product())) {
                Map<String, Count> byDefect = new LinkedHashMap<>();
                shown.defective()
                        .forEach((defect, parts) ->
                                byDefect.put(defect, count(prototypes, shown.product(), shown.product(), parts)));
                defective = Optional.of(byDefect);
            }
            rows.add(new Row(shown.product(), good, unknown, defective));
        }
        return new ProductTable(prototypes.products(), rows);
    }

    /** Good parts under another product's name. */
    public Count otherNames() {
        return rows.stream()
                .flatMap(row -> row.good().entrySet().stream()
                        .filter(cell -> !cell.getKey().equals(row.shown())))
                .map(Map.Entry::getValue)
                .reduce(Count.NONE, Count::plus);
    }

    /** The same, had the model no prototype of what is shown. */
    public Count unknownProducts() {
        return rows.stream().flatMap(row -> row.unknown().values().stream()).reduce(Count.NONE, Count::plus);
    }

    /** Good parts under their own name: every finding here is a false alarm. */
    public Count ownNames() {
        return rows.stream()
                .map(row -> row.good().getOrDefault(row.shown(), Count.NONE))
                .reduce(Count.NONE, Count::plus);
    }

    /** Defective parts under their own name: a defective part classified as another product is an error. */
    public Count defectiveParts() {
        return rows.stream()
                .flatMap(row -> row.defective().stream())
                .flatMap(defects -> defects.values().stream())
                .reduce(Count.NONE, Count::plus);
    }

    private static Count count(Prototypes prototypes, String said, String shown, List<float[]> parts) {
        Count count = Count.NONE;
        for (float[] part : parts) {
            ProductCheck check = prototypes.check(said, part).orElseThrow();
            boolean isOther = check instanceof ProductCheck.OtherProduct;
            boolean isNamed = check instanceof ProductCheck.OtherProduct other
                    && other.product().equals(shown);
            boolean isStrange = check instanceof ProductCheck.UnknownProduct;
            count = count.plus(new Count(1, isOther ? 1 : 0, isNamed ? 1 : 0, isStrange ? 1 : 0));
        }
        return count;
    }
}
