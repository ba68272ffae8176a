// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.Alert;
import java.util.List;
import java.util.Optional;

/**
 * What follows from a verdict or from the time.
 *
 * @param state the camera's state from now on; empty when the camera is forgotten
 * @param alerts to send, in this order
 */
public record Step(Optional<CameraState> state, List<Alert> alerts) {
    public Step {
        alerts = List.copyOf(alerts);
    }
}
