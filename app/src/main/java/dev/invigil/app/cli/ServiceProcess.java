// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.metrics.Metrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** A process that runs services until they end or it is told to stop. */
final class ServiceProcess {
    private ServiceProcess() {}

    /** Puts the services into the process. */
    @FunctionalInterface
    interface Content {
        void addTo(Lifecycle lifecycle) throws Exception;
    }

    /** Makes the one service of a process. */
    @FunctionalInterface
    interface Maker {
        Service make(PrometheusRegistry registry, Health health, Lifecycle lifecycle) throws Exception;
    }

    /**
     * Runs them.
     *
     * @param stopBound how long stopping may take
     * @return the exit code
     */
    static int run(Duration stopBound, Content content) throws Exception {
        try (Lifecycle lifecycle = new Lifecycle(stopBound)) {
            content.addTo(lifecycle);
            lifecycle.stopOnShutdown();
            lifecycle.start();
            lifecycle.awaitEnd();
            return lifecycle.exitCode();
        }
    }

    /** The same of one service with its metrics and its health over HTTP. */
    static int run(Duration stopBound, HttpConfig http, Maker maker) throws Exception {
        PrometheusRegistry registry = Metrics.registry(Version.number());
        Health health = new Health();
        return run(stopBound, lifecycle -> lifecycle
                .add(new HttpService(http, registry, health))
                .add(maker.make(registry, health, lifecycle)));
    }
}
