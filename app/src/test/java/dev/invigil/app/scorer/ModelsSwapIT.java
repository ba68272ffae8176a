// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.ProcessingTimes;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.ToyBundle;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.scorer.ScorerConfig;
import dev.invigil.scorer.ScorerLine;
import dev.invigil.scorer.ScorerService;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.registry.NewModel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models take each other's place on the {@code models} topic every five seconds under load, for {@code invigil.swap.seconds} (10, with the profile
 * {@code long} 60).
 */
@ExtendWith(BrokerExtension.class)
@Timeout(300)
class ModelsSwapIT {
    private static final String[] CAMERAS = {"cam-1", "cam-2", "cam-3", "cam-4", "cam-5"};
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** A frame of each camera this often: 100 frames a second. */
    private static final Duration FRAMES_EVERY = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Activation> activations = new ArrayList<>();
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private DetectorFamilies.Registration toyFamily;

    /**
     * A model's time as the active one.
     *
     * @param digest of the model
     * @param asked just before the change that made it ACTIVE
     */
    private record Activation(String digest, Instant asked) {}

    @BeforeEach
    void registerToy() {
        toyFamily = DetectorFamilies.register(ToyFamily.TOY);
    }

    @AfterEach
    void removeToy() {
        toyFamily.close();
    }

    @Test
    void shouldDecideEachFrameByAModelThatWasActive(TestBroker broker) throws Exception {
        int seconds = Integer.getInteger("invigil.swap.seconds", 10);
        int swaps = seconds / Math.toIntExact(EVERY.toSeconds());
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        Path store = folder.resolve("store");
        ModelRegistry registry = new ModelRegistry(line.kafka(), line.topics());
        List<NewModel> models = new ArrayList<>();
        for (int i = 0; i <= swaps; i++) {
            Path bundle = folder.resolve("bundle-" + i);
            ToyBundle.of(Integer.toString(i))
                    .withProducts("bottle")
                    .withStd(0.25 + i / 100.0)
                    .write(bundle);
            new FolderBundleStore(store).put(bundle);
            models.add(NewModel.of(ModelBundle.load(bundle)));
        }
        activate(registry, models.get(0));
        PrometheusRegistry metrics = new PrometheusRegistry();
        ScorerService scorer = new ScorerService(
                config(broker, store),
                line.kafka(),
                line.topics(),
                metrics,
                new Health(),
                (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();

        Instant steady;
        Instant swapping;
        List<Future<RecordMetadata>> sends = new CopyOnWriteArrayList<>();
        ScheduledExecutorService cameras = Executors.newSingleThreadScheduledExecutor();
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                new KafkaClients(line.kafka(), line.topics().frameLimit()).producer("cameras"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            AtomicInteger number = new AtomicInteger();
            var unused = cameras.scheduleAtFixedRate(
                    () -> {
                        int next = number.getAndIncrement();
                        byte[] image = ScorerLine.png(16, 16, next % 100);
                        for (String camera : CAMERAS) {
                            sends.add(producer.send(line.frame(camera, next, image)));
                            frames.add(camera + "-" + next);
                        }
                    },
                    0,
                    FRAMES_EVERY.toMillis(),
                    TimeUnit.MILLISECONDS);
            steady = Instant.now().plus(Duration.ofSeconds(1));
            until(steady.plus(Duration.ofSeconds(seconds).dividedBy(2)));
            swapping = Instant.now();
            for (int swap = 1; swap <= swaps; swap++) {
                activate(registry, models.get(swap));
                until(swapping.plus(EVERY.multipliedBy(swap)));
                awaitInUse(metrics, models.get(swap).digest());
            }
            cameras.shutdown();
            assertThat(cameras.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            for (Future<RecordMetadata> send : sends) {
                send.get();
            }
        } finally {
            cameras.shutdownNow();
        }
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());
        scorer.stop();

        assertThat(failure).as("the scorer failed").hasValue(null);
        assertThat(verdicts)
                .extracting(Verdict::frameId)
                .as("one verdict for each frame")
                .containsExactlyInAnyOrderElementsOf(frames);
        assertInOrder(verdicts);
        assertThat(verdicts.stream().map(ModelsSwapIT::digest).distinct())
                .as("models that have decided")
                .hasSize(swaps + 1);
        print(verdicts, steady, swapping, longestUseOfARetiredModel(verdicts));
    }

    private void activate(ModelRegistry registry, NewModel model) {
        Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ModelChange change = registry.change(
                now -> ModelChanges.add(now, model, ModelState.ACTIVE, new ChangeNote("a test", "anna", asked)));
        assertThat(change).isInstanceOf(ModelChange.Write.class);
        activations.add(new Activation(model.digest(), asked));
    }

    /** The frames of a camera have their verdicts in order, and its models never go back. */
    private void assertInOrder(List<Verdict> verdicts) {
        List<String> order = activations.stream().map(Activation::digest).toList();
        Map<String, Verdict> last = new HashMap<>();
        for (Verdict verdict : verdicts) {
            Verdict before = last.put(verdict.camera(), verdict);
            if (before != null) {
                assertThat(verdict.sequence().orElseThrow())
                        .isGreaterThan(before.sequence().orElseThrow());
                assertThat(order.indexOf(digest(verdict))).isGreaterThanOrEqualTo(order.indexOf(digest(before)));
            }
        }
    }

    /**
     * Each verdict was made after the activation of its model was asked for. A retired model decides until its successor is loaded and warm,
     * but not any more when the successor is replaced in its turn, at least five seconds later.
     *
     * @return for how long a model decided after the activation of its successor was asked for, at the most
     */
    private Duration longestUseOfARetiredModel(List<Verdict> verdicts) {
        Map<String, Integer> places = new HashMap<>();
        for (Activation activation : activations) {
            places.put(activation.digest(), places.size());
        }
        Duration longest = Duration.ZERO;
        for (Verdict verdict : verdicts) {
            int place = places.get(digest(verdict));
            assertThat(verdict.creationTime())
                    .isAfterOrEqualTo(activations.get(place).asked());
            if (place + 2 < activations.size()) {
                assertThat(verdict.creationTime())
                        .as("the last use of a retired model")
                        .isBefore(activations.get(place + 2).asked());
            }
            if (place + 1 < activations.size()) {
                Duration retired = Duration.between(activations.get(place + 1).asked(), verdict.creationTime());
                longest = retired.compareTo(longest) > 0 ? retired : longest;
            }
        }
        return longest;
    }

    private void print(List<Verdict> verdicts, Instant steady, Instant swapping, Duration retired) {
        double[] usual = waits(captured(verdicts, steady, swapping));
        double[] swapped = waits(captured(verdicts, swapping, Instant.MAX));
        System.out.printf(
                "%d frames, %d swaps. From capture to verdict: without swaps p99 %.0f ms, longest %.0f ms (%d frames);"
                        + " with swaps p99 %.0f ms, longest %.0f ms (%d frames): %.1f times the usual p99."
                        + " A retired model decided for at most %d ms after its successor's activation was asked for (asserted: not when"
                        + " the successor is replaced, %d ms later)%n",
                verdicts.size(),
                activations.size() - 1,
                p99(usual),
                usual[usual.length - 1],
                usual.length,
                p99(swapped),
                swapped[swapped.length - 1],
                swapped.length,
                swapped[swapped.length - 1] / p99(usual),
                retired.toMillis(),
                EVERY.toMillis());
    }

    private static List<Verdict> captured(List<Verdict> verdicts, Instant from, Instant before) {
        return verdicts.stream()
                .filter(verdict -> !verdict.capturedAt().orElseThrow().isBefore(from)
                        && verdict.capturedAt().orElseThrow().isBefore(before))
                .toList();
    }

    private void awaitInUse(PrometheusRegistry metrics, String digest) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> failure.get() != null
                        || metrics.scrape("invigil_scorer_model"::equals).stream()
                                .flatMap(metric -> ((InfoSnapshot) metric).getDataPoints().stream())
                                .anyMatch(
                                        point -> digest.equals(point.getLabels().get("digest"))));
    }

    private static double[] waits(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> verdict.processingTimes().orElseThrow())
                .mapToDouble(ProcessingTimes::total)
                .sorted()
                .toArray();
    }

    private static double p99(double[] sorted) {
        return sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
    }

    private static String digest(Verdict verdict) {
        return verdict.model().map(ModelIdentity::digest).orElseThrow();
    }

    private void until(Instant time) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> failure.get() != null || !Instant.now().isBefore(time));
    }

    private static ScorerConfig config(TestBroker broker, Path store) {
        return Configuration.parse(
                "{store: '" + store
                        + "', device: cpu, batch-size: 4, max-in-flight: 32, max-pixels: 1000000, pass-maps: 0, group: "
                        + broker.prefix() + "scorers, instance: " + broker.prefix() + "only}",
                "test",
                ScorerConfig.class,
                Map.of());
    }
}
