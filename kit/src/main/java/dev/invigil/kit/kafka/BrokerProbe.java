// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Asks the broker every few seconds whether it answers, for services that would not notice while they have nothing to do. The answers go to
 * a {@link BrokerWatch}.
 */
public final class BrokerProbe implements AutoCloseable {
    private static final Pace PACE = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(5));
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /**
     * How often the broker is asked.
     *
     * @param interval between an answer and the next request
     * @param timeout for one answer
     */
    record Pace(Duration interval, Duration timeout) {}

    private final KafkaClients clients;
    private final String clientId;
    private final BrokerWatch watch;
    private final Duration patience;
    private final Consumer<OperatorException> onLost;
    private final Pace pace;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private BrokerProbe(
            KafkaClients clients,
            String clientId,
            BrokerWatch watch,
            Duration patience,
            Consumer<OperatorException> onLost,
            Pace pace) {
        this.clients = clients;
        this.clientId = clientId;
        this.watch = watch;
        this.patience = patience;
        this.onLost = onLost;
        this.pace = pace;
        this.thread = new Thread(this::run, clientId);
        thread.setDaemon(true);
    }

    /**
     * Starts asking; the broker must have answered a short while ago.
     *
     * @param patience how long the broker may be away
     * @param onLost called once when it has been away for longer
     */
    public static BrokerProbe start(
            KafkaClients clients,
            String clientId,
            BrokerWatch watch,
            Duration patience,
            Consumer<OperatorException> onLost) {
        return start(clients, clientId, watch, patience, onLost, PACE);
    }

    static BrokerProbe start(
            KafkaClients clients,
            String clientId,
            BrokerWatch watch,
            Duration patience,
            Consumer<OperatorException> onLost,
            Pace pace) {
        BrokerProbe probe = new BrokerProbe(clients, clientId, watch, patience, onLost, pace);
        watch.reached();
        probe.thread.start();
        return probe;
    }

    /** Does not wait for an answer that is being waited for. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }

    private void run() {
        Admin admin = Admin.create(clients.admin(clientId));
        try {
            while (!closing.await(pace.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                ask(admin);
                if (watch.silence().compareTo(patience) > 0) {
                    onLost.accept(new OperatorException("the broker at "
                            + clients.settings().bootstrapServers() + " has not been reached for "
                            + watch.silence().toSeconds() + " s, which is longer than the patience of this service ("
                            + patience.toSeconds() + " s): " + watch.cause()
                            + "; start it and this service again, or increase patience"));
                    return;
                }
            }
        } catch (InterruptedException e) {
            // closed
        } finally {
            // also interrupts a request
            admin.close(CLOSE);
        }
    }

    private void ask(Admin admin) throws InterruptedException {
        try {
            admin.describeCluster(new DescribeClusterOptions()
                            .timeoutMs((int) pace.timeout().toMillis()))
                    .nodes()
                    .get();
            watch.reached();
        } catch (ExecutionException e) {
            watch.failed(Reason.of(e.getCause()));
        }
        watch.report();
    }
}
