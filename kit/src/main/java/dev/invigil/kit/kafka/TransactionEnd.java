// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

/** How a transaction ended; the names are label values of metrics. */
public enum TransactionEnd {
    COMMITTED,
    /** Nothing of it is visible. */
    ABORTED,
    /** The broker has not answered; what became of it shows after connecting again. */
    UNKNOWN
}
