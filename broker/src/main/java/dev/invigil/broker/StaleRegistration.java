// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import dev.invigil.kit.OperatorException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * After a {@code kill -9} the cluster metadata still says that the broker is there and leads all partitions. A broker that starts with such
 * metadata becomes the transaction coordinator, ends the open transactions of before, and is then taken out of service for a moment because
 * its registration is an old one. In that moment Kafka 4.3.1 and 4.4.0 take partitions without a leader for deleted ones
 * ({@code KRaftMetadataCache.getPartitionLeaderEndpoint}, {@code TransactionMarkerChannelManager}): the transaction is recorded as
 * complete, but its end is not written to the partitions. Readers of committed records then wait at that place for ever, and commits can be
 * lost.
 *
 * <p>Therefore the controller runs alone first, until it has taken the old registration out of service.
 */
final class StaleRegistration {
    private static final Duration SESSION = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private StaleRegistration() {}

    /**
     * Returns when no broker is registered as active.
     *
     * @param kafka properties of the combined node
     * @throws OperatorException when it takes more than a minute
     */
    static void remove(Properties kafka) {
        Properties alone = new Properties();
        alone.putAll(kafka);
        alone.put("process.roles", "controller");
        alone.remove("advertised.listeners");
        alone.put("listeners", controllerListener(kafka));
        alone.put("broker.session.timeout.ms", Long.toString(SESSION.toMillis()));
        alone.put("broker.heartbeat.interval.ms", Long.toString(SESSION.toMillis() / 4));
        KafkaRaftServer controller = new KafkaRaftServer(new KafkaConfig(alone, false), Time.SYSTEM);
        controller.startup();
        try {
            await();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    private static void await() {
        long begin = System.nanoTime();
        OptionalLong active = OptionalLong.empty();
        while (true) {
            long now = System.nanoTime();
            if (active.isEmpty() && gauge("ActiveControllerCount") == 1) {
                active = OptionalLong.of(now);
            }
            // without any registration there is nothing to wait for; the metric of the active ones is 0 before it is
            // known, too
            boolean noneLeft = active.isPresent() && now - active.getAsLong() > 3 * SESSION.toNanos();
            boolean known = noneLeft || gauge("FencedBrokerCount") > 0;
            if (known && gauge("ActiveBrokerCount") == 0) {
                return;
            }
            if (now - begin > LIMIT.toNanos()) {
                throw new OperatorException("Kafka's controller did not take the killed broker out of service within "
                        + LIMIT.toSeconds() + " s. Start again; if it happens again, report it.");
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }

    private static String controllerListener(Properties kafka) {
        for (String listener : kafka.getProperty("listeners").split(",")) {
            if (listener.startsWith("CONTROLLER:")) {
                return listener;
            }
        }
        throw new IllegalArgumentException("no controller listener in " + kafka.getProperty("listeners"));
    }

    /** The value of the controller's metric, or -1 while it does not exist. */
    private static int gauge(String name) {
        try {
            return ((Number) ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("kafka.controller:type=KafkaController,name=" + name), "Value"))
                    .intValue();
        } catch (InstanceNotFoundException e) {
            return -1;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
