// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** Evaluated models for tests: scores around 1 for good parts and around 4 for defective ones, rejected above 2.5. */
public final class Models {
    static final double THRESHOLD = 2.5;

    private final Map<String, List<EvaluatedPart>> products = new LinkedHashMap<>();
    private final String name;

    private Models(String name) {
        this.name = name;
    }

    /** A model without products. */
    public static Models named(String name) {
        return new Models(name);
    }

    /** A product whose parts' scores are functions of their number. */
    public Models with(
            String product, int good, IntToDoubleFunction goodScore, int defective, IntToDoubleFunction defectScore) {
        List<EvaluatedPart> parts = new ArrayList<>();
        for (int i = 0; i < good; i++) {
            parts.add(part("good/%03d".formatted(i), false, "good", goodScore.applyAsDouble(i)));
        }
        for (int i = 0; i < defective; i++) {
            String kind = i % 2 == 0 ? "scratch" : "hole";
            parts.add(part("%s/%03d".formatted(kind, i), true, kind, defectScore.applyAsDouble(i)));
        }
        products.put(product, parts);
        return this;
    }

    /** A product that this model tells apart without a mistake. */
    public Models perfect(String product, int good, int defective) {
        return with(product, good, i -> 1 + i * 1e-3, defective, i -> 4 + i * 1e-3);
    }

    /** A product that the data contains and the model does not know: it has scores, and no decisions. */
    public Models withoutDecisions(String product, int good, int defective) {
        perfect(product, good, defective);
        products.computeIfPresent(product, (name, parts) -> parts.stream()
                .map(part -> new EvaluatedPart(
                        part.part(), part.file(), part.defective(), part.defect(), part.score(), Optional.empty()))
                .toList());
        return this;
    }

    /** As the gate takes it. */
    public EvaluatedModel model() {
        return new EvaluatedModel("sha256-of-" + name, name, "1", products);
    }

    private static EvaluatedPart part(String name, boolean defective, String defect, double score) {
        return new EvaluatedPart(
                name,
                "test/" + name + ".png",
                defective,
                defect,
                score,
                Optional.of(score > THRESHOLD ? Decision.REJECT : Decision.PASS));
    }
}
