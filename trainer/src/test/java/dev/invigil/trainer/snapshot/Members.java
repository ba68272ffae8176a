// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.detector.tensor.Sha256;
import java.util.Optional;

/** Members for tests. */
final class Members {
    private Members() {}

    /** A digest that stands for an image of this name. */
    static String digest(String name) {
        return Sha256.of(name.getBytes(UTF_8));
    }

    static Member golden(String product, String name, Role role) {
        return new Member(
                new Origin.Golden(product + "/" + name + ".png", Optional.empty()),
                digest(name),
                product,
                Optional.empty(),
                role,
                Truth.good());
    }

    static Member frame(String product, String name, Optional<String> part, Role role, Truth truth) {
        return new Member(
                new Origin.FromFrame(name, "cam-1", Origin.Confirmation.VERDICT),
                digest(name),
                product,
                part,
                role,
                truth);
    }
}
