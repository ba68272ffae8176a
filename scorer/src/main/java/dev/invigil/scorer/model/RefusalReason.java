// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

/** Why an offered model was refused. The names are labels of metrics. */
public enum RefusalReason {
    /** Its files cannot be read, are damaged or are inconsistent. */
    UNREADABLE,
    /** It is for a detector that this version does not know. */
    UNKNOWN_DETECTOR,
    /** The bundle store does not have it. */
    MISSING_BUNDLE,
    /** The bundle store cannot be read at the moment. */
    STORE_UNAVAILABLE,
    /** The bundle store has another bundle under its digest. */
    WRONG_DIGEST,
    /** It could not be opened on the device. */
    NOT_OPENED,
    /** Its self-test failed on this device. */
    SELF_TEST_FAILED,
    /** A setting of the scorer does not fit the model, such as an ignore mask that is smaller than the model's maps. */
    UNFIT_SETTINGS,
    /** A warm-up call failed, or gave a score that is not a finite number. */
    WARM_UP_FAILED,
    /** A newer model was offered before this one became active. */
    SUPERSEDED,
    /** The scorer stopped before the model became active. */
    STOPPED
}
