// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.Objects;

/**
 * A model as the gate's page names it.
 *
 * @param digest of the bundle
 */
public record ModelName(String digest, String name, String version) {
    public ModelName {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
    }

    static ModelName of(EvaluatedModel model) {
        return new ModelName(model.digest(), model.name(), model.version());
    }
}
