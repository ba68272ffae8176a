// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.group;

import dev.invigil.contracts.alert.Alert;
import java.util.List;

/**
 * The result of an alert of a camera or of a clock check.
 *
 * @param state the line's new state
 * @param alerts to send, in this order
 */
public record GroupStep(LineState state, List<Alert> alerts) {
    public GroupStep {
        alerts = List.copyOf(alerts);
    }

    /** Whether the line has no open incidents any more, so that its state need not be kept. */
    public boolean isIdle() {
        return state.causes().isEmpty();
    }
}
