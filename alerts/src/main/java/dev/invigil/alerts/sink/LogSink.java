// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes each alert to the log: OPENED as a warning, the others as information. */
final class LogSink implements AlertSink {
    private static final Logger LOG = LoggerFactory.getLogger(LogSink.class);

    private final String name;

    LogSink(String name) {
        this.name = name;
    }

    @Override
    public Outcome send(Delivery delivery) {
        Alert alert = delivery.alert();
        LOG.atLevel(alert.state() == AlertState.OPENED ? Level.WARN : Level.INFO)
                .log(
                        "{}: {} {} at {}/{}: {} (incident {}, alert {})",
                        name,
                        alert.cause(),
                        alert.state(),
                        alert.line(),
                        alert.camera(),
                        alert.message(),
                        alert.incidentId(),
                        delivery.id());
        return new Outcome.Delivered();
    }

    @Override
    public void close() {}
}
