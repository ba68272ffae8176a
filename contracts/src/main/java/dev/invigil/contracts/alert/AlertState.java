// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

/** Where an incident is in its life. */
public enum AlertState {
    OPENED,
    UPDATED,
    CLOSED
}
