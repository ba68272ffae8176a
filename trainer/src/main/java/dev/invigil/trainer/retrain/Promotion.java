// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

/** Who promotes a candidate. */
public enum Promotion {
    /** An operator, with {@code invigil models promote}. */
    MANUAL,
    /** The trainer, when the gate says PROMOTE. */
    AUTOMATIC
}
