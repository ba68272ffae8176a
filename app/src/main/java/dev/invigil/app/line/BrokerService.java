// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.kit.lifecycle.Service;

/** Runs the embedded broker as the first service of a line. */
public final class BrokerService implements Service {
    private final BrokerSettings settings;
    private EmbeddedBroker broker;

    public BrokerService(BrokerSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public void start() {
        broker = EmbeddedBroker.start(settings);
    }

    @Override
    public void stop() {
        broker.stop();
    }
}
