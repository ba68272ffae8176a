// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

/** What an incident is about. */
public enum AlertCause {
    /** k of the last n verdicts of a camera were rejects. */
    K_OF_N,
    /** m rejects in a row. */
    CONSECUTIVE_REJECTS,
    /** m frames in a row could not be inspected: frames arrive, but the camera's position on the line is not inspected. */
    CONSECUTIVE_UNSCORED,
    /** Parts that are not the product named in their frames. Since schema 2. */
    WRONG_PRODUCT,
    /** The reject rate over a window is above its baseline. */
    REJECT_RATE,
    /**
     * The scores of good parts are no longer distributed as in the calibration, so its false-reject rate is not guaranteed any more. Since
     * schema 3.
     */
    CALIBRATION_DRIFT,
    /** The same image, byte by byte, several times in a row. Since schema 3. */
    FROZEN_IMAGE,
    /** Numbers are missing in the sequence of a camera's frames: these frames never arrived. Since schema 3. */
    SEQUENCE_GAP,
    /** Verdicts are still made by another model than the ACTIVE one. Since schema 3. */
    MODEL_NOT_IN_USE,
    /** No verdict for the camera for longer than allowed (wall-clock time). */
    SILENT_CAMERA
}
