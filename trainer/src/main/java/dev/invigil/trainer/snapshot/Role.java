// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

/** What a part is used for. A part has one role, which it keeps in all later snapshots. */
public enum Role {
    /** The model is trained on it. Good parts only. */
    TRAIN,
    /** It sets thresholds. Good parts only. */
    CALIBRATE,
    /** Models are evaluated on it. Never trained on, never calibrated with. */
    TEST
}
