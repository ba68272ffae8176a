// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.Alert;
import java.util.List;
import java.util.Optional;

/**
 * The result of a verdict or of a clock check.
 *
 * @param state the camera's new state; empty when the camera's state is to be removed
 * @param alerts to send, in this order
 */
public record Step(Optional<CameraState> state, List<Alert> alerts) {
    public Step {
        alerts = List.copyOf(alerts);
    }
}
