// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

/** The phases of a run, in their order. */
public enum RunPhase {
    /** The training set is taken. */
    SNAPSHOT,
    /** The model is trained and calibrated. */
    FIT,
    /** The candidate and the active model are evaluated on the same held-out parts. */
    EVALUATE,
    /** They are compared. */
    GATE,
    /** The bundle goes into the store and the model onto the list of models. */
    PUBLISH,
    /** The candidate scores live frames without effect, where the configuration asks for it. */
    SHADOW
}
