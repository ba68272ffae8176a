// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A product before the correction over all products.
 *
 * @param measured its criteria
 * @param finished makes the evidence of the corrected results
 */
record Studied(List<Measured> measured, Function<List<CriterionResult>, ProductEvidence> finished) {

    ProductEvidence evidence(List<CriterionResult> results) {
        return finished.apply(results);
    }

    /** What the open criteria lack; empty if none is open, or one of them rejects the candidate anyway. */
    static Optional<Missing> missing(String product, List<Measured> measured, List<CriterionResult> results) {
        if (results.stream().anyMatch(result -> result.standing() == Standing.WORSE)) {
            return Optional.empty();
        }
        List<Measured.Further> open = IntStream.range(0, results.size())
                .filter(i -> results.get(i).standing() == Standing.OPEN)
                .mapToObj(i -> measured.get(i).further())
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Missing(
                product,
                open.stream().mapToInt(Measured.Further::good).max().orElse(0),
                open.stream().mapToInt(Measured.Further::defective).max().orElse(0),
                open.stream().map(Measured.Further::reason).distinct().toList()));
    }
}
