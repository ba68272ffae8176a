// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.shadow;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ShadowVerdict;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A frame that the line and the model in shadow decided otherwise.
 *
 * @param frame its id
 * @param camera of the frame
 * @param product that the frame names
 * @param line the line's decision
 * @param shadow what the model in shadow would have decided
 * @param score by the model in shadow
 * @param at when it was scored in shadow
 */
public record Disagreement(
        String frame,
        String camera,
        Optional<String> product,
        Decision line,
        Decision shadow,
        OptionalDouble score,
        Instant at) {
    static Disagreement of(ShadowVerdict compared) {
        return new Disagreement(
                compared.verdict().frameId(),
                compared.verdict().camera(),
                compared.verdict().productId(),
                compared.line(),
                compared.verdict().decision(),
                compared.verdict().score(),
                compared.verdict().creationTime());
    }
}
