// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.process;

import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.metrics.Metrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** Runs services in this process until they end or the process is told to stop. */
public final class ServiceProcess {
    private ServiceProcess() {}

    /** Adds the services of the process. */
    @FunctionalInterface
    public interface Content {
        void addTo(Lifecycle lifecycle) throws Exception;
    }

    /** Makes the one service of a process. */
    @FunctionalInterface
    public interface Maker {
        Service make(PrometheusRegistry registry, Health health, Lifecycle lifecycle) throws Exception;
    }

    /**
     * Runs them.
     *
     * @param stopBound how long stopping may take
     * @return the exit code
     */
    public static int run(Duration stopBound, Content content) throws Exception {
        try (Lifecycle lifecycle = new Lifecycle(stopBound)) {
            content.addTo(lifecycle);
            lifecycle.stopOnShutdown();
            lifecycle.start();
            lifecycle.awaitEnd();
            return lifecycle.exitCode();
        }
    }

    /**
     * Runs one service with its metrics and its health over HTTP.
     *
     * @param version of the program, for the metrics
     * @param stopBound how long stopping may take
     * @return the exit code
     */
    public static int run(String version, Duration stopBound, HttpConfig http, Maker maker) throws Exception {
        PrometheusRegistry registry = Metrics.registry(version);
        Health health = new Health();
        return run(stopBound, lifecycle -> lifecycle
                .add(new HttpService(http, registry, health))
                .add(maker.make(registry, health, lifecycle)));
    }
}
