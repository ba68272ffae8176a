// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import dev.invigil.kit.lifecycle.FailureListener;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/** The sinks of a process, each on its own thread with its own consumer. */
public final class SinkService implements AutoCloseable {
    private static final long STOP_MILLIS = 2_000;
    private static final long INTERRUPTED_STOP_MILLIS = 5_000;

    private final List<Running> sinks = new ArrayList<>();

    /** Makes the consumer of a sink. */
    @FunctionalInterface
    public interface Consumers extends Function<SinkConfig, Consumer<String, byte[]>> {}

    private SinkService() {}

    /**
     * Starts all sinks; returns without waiting for a receiver.
     *
     * @param consumers called once for each sink
     * @param topic of the alerts
     * @param onFailure called when the broker refuses a sink's consumer
     */
    public static SinkService start(
            List<SinkConfig> configs,
            Consumers consumers,
            String topic,
            SinkMetrics metrics,
            FailureListener onFailure) {
        SinkService service = new SinkService();
        try {
            for (SinkConfig config : configs) {
                service.sinks.add(new Running(config, consumers.apply(config), topic, metrics, onFailure));
            }
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        service.sinks.forEach(running -> running.thread.start());
        return service;
    }

    /** Stops all sinks. What was not sent is sent at the next start. */
    @Override
    public void close() {
        sinks.forEach(Running::ask);
        sinks.forEach(Running::end);
    }

    private static final class Running {
        private final SinkConfig config;
        private final AlertSink sink;
        private final Consumer<String, byte[]> consumer;
        private final SinkWorker worker;
        private final FailureListener onFailure;
        private final Thread thread;
        private volatile boolean stopping;

        Running(
                SinkConfig config,
                Consumer<String, byte[]> consumer,
                String topic,
                SinkMetrics metrics,
                FailureListener onFailure) {
            this.config = config;
            this.consumer = consumer;
            this.onFailure = onFailure;
            this.sink = config.open();
            this.worker = new SinkWorker(config, sink, consumer, topic, metrics, Clock.systemUTC(), System::nanoTime);
            this.thread = new Thread(this::run, "invigil-alerts-sink-" + config.name());
            thread.setDaemon(true);
        }

        private void run() {
            try {
                while (!stopping) {
                    worker.turn();
                }
            } catch (WakeupException | InterruptException e) {
                if (!stopping) {
                    onFailure.failed("alerts", e);
                }
            } catch (AuthenticationException | AuthorizationException e) {
                onFailure.failed(
                        "alerts",
                        new OperatorException(
                                "the broker denied access to the sink " + config.name() + ": " + Reason.of(e)
                                        + "; check the credentials in the kafka section and the rights on the group",
                                e));
            } catch (RuntimeException | Error e) {
                onFailure.failed("alerts", e);
            } finally {
                // an interrupt was for the sink; the group is left in order
                Thread.interrupted();
                try {
                    consumer.close(CloseOptions.timeout(java.time.Duration.ofSeconds(2)));
                } finally {
                    sink.close();
                }
            }
        }

        private void ask() {
            stopping = true;
            consumer.wakeup();
        }

        private void end() {
            try {
                if (!thread.isAlive()) {
                    return;
                }
                thread.join(STOP_MILLIS);
                if (thread.isAlive()) {
                    thread.interrupt();
                    thread.join(INTERRUPTED_STOP_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
