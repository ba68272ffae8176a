// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerProcess;
import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.contracts.verdict.Verdict;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class BrokerRestartIT {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final String[] CAMERAS = {"cam-1", "cam-2", "cam-3", "cam-4"};

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<ScorerService> running = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (ScorerService scorer : running) {
            scorer.stop();
        }
    }

    @Test
    void shouldGoOnWhenItsBrokerIsStoppedAndStarted(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory))) {
            ScorerLine line = ScorerLine.at(broker.bootstrapServers(), "restart.");
            List<String> frames = new ArrayList<>(line.send(0, 10, CAMERAS));
            start(line);
            line.verdicts(read -> read.size() >= frames.size());

            for (int round = 1; round <= 2; round++) {
                frames.addAll(line.send(10 * round, 10, CAMERAS));
                broker.stop();
                broker.start();
            }
            frames.addAll(line.send(30, 10, CAMERAS));

            assertExactlyOneEach(line.verdicts(read -> read.size() >= frames.size()), frames);
            assertThat(failure).hasValue(null);
        }
    }

    @Test
    void shouldGoOnWhenItsBrokerIsKilledInTheMiddleOfItsWork(@TempDir Path directory) throws Exception {
        BrokerProcess broker = BrokerProcess.start(directory, 0);
        int port = broker.port();
        try {
            ScorerLine line = ScorerLine.at(broker.bootstrapServers(), "killed.");
            List<String> frames = new ArrayList<>(line.send(0, 50, CAMERAS));
            start(line);
            line.verdicts(read -> read.size() >= 20);
            broker.kill();
            broker = BrokerProcess.start(directory, port);
            frames.addAll(line.send(50, 10, CAMERAS));

            assertExactlyOneEach(line.verdicts(read -> read.size() >= frames.size()), frames);
            assertThat(failure).hasValue(null);
        } finally {
            broker.close();
        }
    }

    @Test
    void shouldWaitForABrokerThatStartsAfterIt(@TempDir Path directory) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ScorerLine line = ScorerLine.of("localhost:" + port, "early.");
        ScorerService scorer = scorer(line);
        CompletableFuture<Void> started = CompletableFuture.runAsync(() -> {
            try {
                scorer.start();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(directory).withPort(port))) {
            assertThat(broker.bootstrapServers()).isEqualTo(line.kafka().bootstrapServers());
            started.get(120, TimeUnit.SECONDS);
            running.add(scorer);
            List<String> frames = line.send(0, 2, CAMERAS);

            assertExactlyOneEach(line.verdicts(read -> read.size() >= frames.size()), frames);
            scorer.stop();
            running.clear();
        }
    }

    @Test
    void shouldNotBeReadyWhileTheBrokerIsAwayAndNoFramesCome(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory))) {
            ScorerLine line = ScorerLine.at(broker.bootstrapServers(), "idle.");
            start(line);
            ScorerService scorer = running.get(0);
            assertThat(scorer.readyProblem()).isEmpty();

            broker.stop();
            await().atMost(BOUND).untilAsserted(() -> assertThat(scorer.readyProblem())
                    .get()
                    .asString()
                    .contains("the broker has not been reached for"));

            broker.start();
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(scorer.readyProblem()).isEmpty());
        }
    }

    private void start(ScorerLine line) throws InterruptedException {
        ScorerService scorer = scorer(line);
        scorer.start();
        running.add(scorer);
    }

    private ScorerService scorer(ScorerLine line) {
        return line.scorer(
                "only",
                () -> new BrightnessModel(() -> LockSupport.parkNanos(20_000_000)),
                (service, cause) -> failure.set(cause));
    }

    private static void assertExactlyOneEach(List<Verdict> verdicts, List<String> frames) {
        assertThat(verdicts).extracting(Verdict::frameId).containsExactlyInAnyOrderElementsOf(frames);
        Map<String, List<Long>> sequences = verdicts.stream()
                .collect(Collectors.groupingBy(
                        Verdict::camera,
                        TreeMap::new,
                        Collectors.mapping(verdict -> verdict.sequence().orElseThrow(), Collectors.toList())));
        assertThat(sequences.values()).as("in each camera's order").allSatisfy(numbers -> assertThat(numbers)
                .isSorted());
    }
}
