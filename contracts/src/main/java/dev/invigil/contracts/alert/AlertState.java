// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

/** The state of an incident. */
public enum AlertState {
    OPENED,
    UPDATED,
    CLOSED
}
