// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertState;
import java.util.List;

/** What a sink sends to, as a test sees it. */
interface Receiver extends AutoCloseable {
    /**
     * An alert that has arrived.
     *
     * @param open whether the incident is open after it
     */
    record Received(String line, String camera, boolean open) {
        static Received of(Alert alert) {
            return new Received(alert.line(), alert.camera(), alert.state() != AlertState.CLOSED);
        }
    }

    /** The sink's settings, for the address of this receiver. */
    String yaml();

    /** Is reachable from now on; at first it is. */
    void up() throws Exception;

    /** Is not reachable from now on. */
    void down() throws Exception;

    /** What has arrived so far, in this order; what the receiver recognises as a repetition is left out. */
    List<Received> received() throws Exception;

    @Override
    void close();
}
