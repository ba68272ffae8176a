// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.capacity;

import dev.invigil.trainer.gate.EvaluatedPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same test parts of one product, evaluated by the shared model and by a model of the product alone.
 *
 * @param sharedTraining good parts of the product that the shared model was trained on
 * @param aloneTraining good parts that the model of the product alone was trained on
 * @param shared results of the shared model
 * @param alone results of the other one, in the same order
 */
public record PairedProduct(
        String product, int sharedTraining, int aloneTraining, List<EvaluatedPart> shared, List<EvaluatedPart> alone) {
    /** @throws IllegalArgumentException if these are not the same parts with the same truth */
    public PairedProduct {
        shared = List.copyOf(shared);
        Map<String, EvaluatedPart> byName = new HashMap<>();
        alone.forEach(part -> byName.put(part.part(), part));
        alone = shared.stream()
                .map(part -> {
                    EvaluatedPart partner = byName.remove(part.part());
                    if (partner == null || partner.defective() != part.defective()) {
                        throw new IllegalArgumentException(
                                product + ": the part " + part.part() + " was not evaluated by both models alike");
                    }
                    return partner;
                })
                .toList();
        if (!byName.isEmpty()) {
            throw new IllegalArgumentException(product + ": the part "
                    + byName.keySet().iterator().next() + " was evaluated by one of the models only");
        }
    }

    /** How many of the parts are defective. */
    public int defective() {
        return (int) shared.stream().filter(EvaluatedPart::defective).count();
    }

    /** How many of the parts are good. */
    public int good() {
        return shared.size() - defective();
    }
}
