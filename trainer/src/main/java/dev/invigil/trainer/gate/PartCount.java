// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

/** Held-out parts of a product. */
public record PartCount(int good, int defective) {
    public PartCount {
        if (good < 0 || defective < 0) {
            throw new IllegalArgumentException(good + " and " + defective + " are not counts");
        }
    }
}
