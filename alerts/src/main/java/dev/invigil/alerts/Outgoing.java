// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

/**
 * The value of a record on its way out of {@link VerdictProcessor}.
 *
 * @param value the bytes to write; null for a record without a value
 */
record Outgoing(Destination destination, byte[] value) {
    enum Destination {
        ALERTS,
        /** To the line's incidents, by the line as key. */
        LINES,
        DEAD_LETTERS
    }
}
