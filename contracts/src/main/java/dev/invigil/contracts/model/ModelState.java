// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.model;

/** Where a model is in its life. */
public enum ModelState {
    /** Its bundle is in the store; nobody has decided on it yet. */
    CANDIDATE,
    /** It scores live frames without effect; its verdicts go to {@code verdicts.shadow}. */
    SHADOW,
    /** The scorers decide by it. */
    ACTIVE,
    /** It must not be used, for the reason stated. */
    REJECTED,
    /** It was active; another model has replaced it. */
    RETIRED
}
