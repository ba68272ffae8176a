// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console;

import dev.invigil.console.line.LiveLine;
import dev.invigil.kit.Reason;
import dev.invigil.kit.kafka.BrokerWatch;
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

/**
 * Asks the broker every few seconds where the frames end, so that the console notices by itself that the broker is away, or that frames
 * arrive and get no verdict. A consumer alone would wait without a word.
 */
final class FrameEnds {
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private final Map<String, Object> client;
    private final String frames;
    private final LiveLine line;
    private final BrokerWatch broker = new BrokerWatch("console", System::nanoTime);
    private Thread thread;

    /**
     * @param client properties of an admin client
     * @param frames the name of the frames topic
     */
    FrameEnds(Map<String, Object> client, String frames, LiveLine line) {
        this.client = new HashMap<>(client);
        this.client.put("default.api.timeout.ms", Math.toIntExact(TIMEOUT.toMillis()));
        this.client.put("request.timeout.ms", Math.toIntExact(TIMEOUT.toMillis()));
        this.frames = frames;
        this.line = line;
    }

    void start() {
        thread = new Thread(this::run, "invigil-console-frames");
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
        return broker.readyProblem();
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
                    broker.reached();
                } catch (ExecutionException e) {
                    broker.failed(Reason.of(e.getCause()));
                } catch (KafkaException | TimeoutException e) {
                    broker.failed(Reason.of(e.getCause() == null ? e : e.getCause()));
                }
                broker.report();
                line.broker(broker.readyProblem());
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
}
