// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console;

import dev.invigil.console.line.LiveLine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds where the frames end, so that the console notices by itself that the broker is away, or that frames
 * arrive and get no verdict. A consumer alone would wait without a word.
 */
final class BrokerProbe {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /** One answer may be late. */
    private static final int FAILURES = 2;

    private final Map<String, Object> client;
    private final String frames;
    private final String address;
    private final LiveLine line;
    private volatile Optional<String> problem = Optional.empty();
    private long silentSince = System.nanoTime();
    private int failures;
    private Thread thread;

    /**
     * @param client properties of an admin client
     * @param frames the name of the frames topic
     * @param address of the broker, for messages
     */
    BrokerProbe(Map<String, Object> client, String frames, String address, LiveLine line) {
        this.client = new HashMap<>(client);
        this.client.put("default.api.timeout.ms", Math.toIntExact(TIMEOUT.toMillis()));
        this.client.put("request.timeout.ms", Math.toIntExact(TIMEOUT.toMillis()));
        this.frames = frames;
        this.address = address;
        this.line = line;
    }

    void start() {
        thread = new Thread(this::run, "invigil-console-probe");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    /** Why the broker cannot be read. */
    Optional<String> problem() {
        return problem;
    }

    private void run() {
        Admin admin = null;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (admin == null) {
                        admin = Admin.create(client);
                    }
                    line.frameEnds(ends(admin));
                    answered();
                } catch (ExecutionException e) {
                    failed(e.getCause());
                } catch (KafkaException | TimeoutException e) {
                    failed(e.getCause() == null ? e : e.getCause());
                }
                Thread.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private Map<Integer, Long> ends(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest = admin
                .describeTopics(List.of(frames))
                .allTopicNames()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .get(frames)
                .partitions()
                .stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(frames, partition.partition()),
                        partition -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    private void answered() {
        if (problem.isPresent()) {
            LOG.info("the broker at {} answers again", address);
        }
        failures = 0;
        silentSince = System.nanoTime();
        problem = Optional.empty();
        line.broker(problem);
    }

    private void failed(Throwable cause) {
        failures++;
        if (failures < FAILURES) {
            return;
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (problem.isEmpty()) {
            LOG.warn("the broker at {} does not answer: {}", address, reason);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - silentSince);
        problem = Optional.of("The broker at " + address + " has not answered for " + seconds + " s.");
        line.broker(problem);
    }
}
