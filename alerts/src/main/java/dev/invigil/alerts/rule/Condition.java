// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

/** What a rule sees. Between {@link #MET} and {@link #CLEAR} lies the hysteresis: there, what is open stays open. */
enum Condition {
    /** Open an incident if none is open. */
    MET,
    /** Neither. */
    BETWEEN,
    /** Close the incident if one is open. */
    CLEAR
}
