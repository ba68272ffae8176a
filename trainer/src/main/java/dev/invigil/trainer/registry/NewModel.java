// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.detector.bundle.ModelBundle;
import java.util.Optional;

/**
 * A model that is not on the list yet. Its bundle must be in the store before it is listed.
 *
 * @param digest of its bundle
 * @param name of the model
 * @param version of the model
 * @param run of the trainer that made it; empty when it comes from elsewhere
 * @param evidence what the gate said; empty when it was not asked
 */
public record NewModel(
        String digest, String name, String version, Optional<String> run, Optional<ModelRecord.Evidence> evidence) {

    /** A bundle that no run of the trainer made. */
    public static NewModel of(ModelBundle bundle) {
        return new NewModel(
                bundle.digest(), bundle.model().name(), bundle.model().version(), Optional.empty(), Optional.empty());
    }
}
