// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.contracts.alert.Alert;

/**
 * An alert on its way to a sink.
 *
 * @param json the alert as it is on the topic
 * @param partition of the record that it was read from
 * @param offset in that partition
 */
public record Delivery(Alert alert, byte[] json, int partition, long offset) {

    /** The same whenever this alert is sent, and of no other alert: the idempotency key of receivers. ASCII letters, digits and dashes. */
    public String id() {
        return alert.incidentId() + "-" + alert.state() + "-" + partition + "-" + offset;
    }
}
