// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.contracts.model.Models;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelRegistry;
import java.util.function.Function;

/** The list of models, as runs use it. */
public interface ModelList {
    /**
     * All models as of now.
     *
     * @throws dev.invigil.kit.OperatorException if the broker does not answer
     */
    Models read();

    /**
     * Decides on the list as it is now, and writes what was decided.
     *
     * @throws dev.invigil.kit.OperatorException if the broker does not answer
     */
    ModelChange change(Function<Models, ModelChange> decide);

    /** The topic {@code models}. */
    static ModelList of(ModelRegistry registry) {
        return new ModelList() {
            @Override
            public Models read() {
                return registry.read();
            }

            @Override
            public ModelChange change(Function<Models, ModelChange> decide) {
                return registry.change(decide);
            }
        };
    }
}
