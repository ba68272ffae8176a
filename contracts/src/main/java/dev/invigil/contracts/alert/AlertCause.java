// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

/** What an incident is about. */
public enum AlertCause {
    /** k of the last n verdicts of a camera were rejects. */
    K_OF_N,
    /** m rejects in a row. */
    CONSECUTIVE_REJECTS,
    /** m frames in a row could not be inspected: the camera speaks, but the line is blind there. */
    CONSECUTIVE_UNSCORED,
    /** Parts of another product than their frames name. Since schema 2. */
    WRONG_PRODUCT,
    /** The reject rate over a window is above its baseline. */
    REJECT_RATE,
    /** No verdict of the camera for longer than allowed, by the wall clock. */
    SILENT_CAMERA
}
