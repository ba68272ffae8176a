// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

/** The condition of a rule. Between {@link #MET} and {@link #CLEAR} is the hysteresis: an open incident stays open. */
enum Condition {
    /** Open an incident if none is open. */
    MET,
    /** Neither. */
    BETWEEN,
    /** Close the incident if one is open. */
    CLEAR
}
