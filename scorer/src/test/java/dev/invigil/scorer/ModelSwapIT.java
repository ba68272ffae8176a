// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ModelRefusedException;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Models take each other's place every two seconds under load: for ten seconds, or for {@code invigil.swap.seconds} (the profile
 * {@code long} says a minute).
 */
@ExtendWith(BrokerExtension.class)
@Timeout(300)
class ModelSwapIT {
    private static final String[] CAMERAS = {"cam-1", "cam-2", "cam-3", "cam-4", "cam-5"};
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** So many frames wait for their verdicts at most, several times what a scorer has in flight. */
    private static final int WAITING = 200;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger batches = new AtomicInteger();

    @Test
    void shouldKeepTheLedgerAndNeverMixModelsWhileTheyAreSwapped(TestBroker broker) throws Exception {
        int swaps = Integer.getInteger("invigil.swap.seconds", 10) / 2;
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        List<MarkedModel> models = new ArrayList<>();
        models.add(new MarkedModel(Rule.LOW));
        PrometheusRegistry registry = new PrometheusRegistry();
        ScorerService scorer = line.scorer(
                "only", () -> models.get(0), registry, (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();
        models.get(0).activated = Instant.EPOCH;

        List<String> frames = new ArrayList<>();
        for (int swap = 1; swap <= swaps; swap++) {
            Instant next = Instant.now().plus(EVERY);
            MarkedModel offered = new MarkedModel(swap % 2 == 0 ? Rule.LOW : Rule.HIGH);
            models.add(offered);
            // load while the offer is on its way, and until the next one
            CompletableFuture<OfferOutcome> outcome = scorer.offer(() -> offered)
                    .thenApply(ended -> {
                        offered.activated = Instant.now(); // on the device thread, before its first batch
                        return ended;
                    });
            while (Instant.now().isBefore(next)) {
                frames.addAll(line.send(frames.size() / CAMERAS.length, 20, CAMERAS));
                // as much as the scorer takes: it is always busy, and what waits does not grow with the time
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> failure.get() != null || frames.size() - verdicts(registry) <= WAITING);
            }
            assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        }
        frames.addAll(line.send(frames.size() / CAMERAS.length, 20, CAMERAS));
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());
        scorer.stop();

        assertThat(failure).as("the scorer failed").hasValue(null);
        assertThat(verdicts)
                .extracting(Verdict::frameId)
                .as("one verdict for each frame")
                .containsExactlyInAnyOrderElementsOf(frames);
        assertThat(verdicts)
                .allSatisfy(verdict -> assertThat(verdict.decision()).isEqualTo(Decision.PASS));
        assertInOrder(verdicts);
        assertActive(verdicts, models);
        assertUnmixed(verdicts);
        assertThat(verdicts.stream()
                        .map(verdict -> verdict.model().orElseThrow())
                        .distinct())
                .as("models that have scored, of " + models.size())
                .hasSizeGreaterThan(swaps / 2);
    }

    @Test
    void shouldScoreOnWithTheActiveModelWhenTheSelfTestOfAnOfferedOneFails(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        MarkedModel active = new MarkedModel(Rule.LOW);
        ScorerService scorer =
                line.scorer("only", () -> active, (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();
        List<String> frames = new ArrayList<>(line.send(0, 5, CAMERAS));

        OfferOutcome outcome = scorer.offer(() -> {
                    throw new ModelRefusedException(
                            RefusalReason.SELF_TEST_FAILED, "image 1 scores 0.31 on this device instead of 0.74");
                })
                .get(60, TimeUnit.SECONDS);
        frames.addAll(line.send(5, 5, CAMERAS));
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());
        scorer.stop();

        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RefusalReason.SELF_TEST_FAILED);
            assertThat(refused.detail()).contains("0.31 on this device");
        });
        assertThat(failure).hasValue(null);
        assertThat(verdicts).extracting(Verdict::frameId).containsExactlyInAnyOrderElementsOf(frames);
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.model())
                .contains(active.facts().identity()));
    }

    private static long verdicts(PrometheusRegistry registry) {
        return Math.round(registry.scrape("invigil_scorer_verdicts"::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum());
    }

    private static void assertInOrder(List<Verdict> verdicts) {
        Map<String, Long> last = new HashMap<>();
        for (Verdict verdict : verdicts) {
            long sequence = verdict.sequence().orElseThrow();
            Long before = last.put(verdict.camera(), sequence);
            assertThat(before == null || before < sequence)
                    .as("order of %s at %s", verdict.camera(), sequence)
                    .isTrue();
        }
    }

    /** Each verdict was decided after its model had become active and before it was closed. */
    private static void assertActive(List<Verdict> verdicts, List<MarkedModel> models) {
        Map<ModelIdentity, MarkedModel> known =
                models.stream().collect(Collectors.toMap(model -> model.facts().identity(), model -> model));
        assertThat(verdicts).allSatisfy(verdict -> {
            MarkedModel model = known.get(verdict.model().orElseThrow());
            assertThat(verdict.creationTime()).isBetween(model.activated.truncatedTo(ChronoUnit.MILLIS), model.closed);
        });
    }

    /** The score tells the batch and the rule that made it: both agree with what the verdict says. */
    private static void assertUnmixed(List<Verdict> verdicts) {
        Map<Long, List<Verdict>> byBatch = verdicts.stream().collect(Collectors.groupingBy(verdict ->
                (long) Math.floor(verdict.score().orElseThrow())));
        assertThat(byBatch.values()).allSatisfy(batch -> {
            assertThat(batch)
                    .extracting(verdict -> verdict.model().orElseThrow())
                    .as("one model for each batch")
                    .containsOnly(batch.get(0).model().orElseThrow());
            assertThat(batch).allSatisfy(verdict -> assertThat(
                            verdict.processingTimes().orElseThrow().batch())
                    .isEqualTo(batch.size()));
        });
        assertThat(verdicts).allSatisfy(verdict -> {
            double score = verdict.score().orElseThrow();
            Rule rule = Rule.valueOf(verdict.model().orElseThrow().name());
            int red = Math.toIntExact(verdict.sequence().orElseThrow() % 100);
            assertThat(score - Math.floor(score)).isEqualTo(rule.score(red));
        });
    }

    /** How a model makes a score of the red sample, 0 to 255; exact in single precision beside a batch number. */
    private enum Rule {
        LOW(8, 0),
        HIGH(12, 0.5);

        private final int side;
        private final double offset;

        Rule(int side, double offset) {
            this.side = side;
            this.offset = offset;
        }

        double score(int red) {
            return offset + red / 256.0;
        }
    }

    /** Writes the number of the batch and its rule into each score, and takes only images of its own size. */
    private final class MarkedModel implements ScoringModel {
        private final Rule rule;
        private final ModelFacts facts;
        volatile Instant activated = Instant.MAX;
        volatile Instant closed = Instant.MIN;

        MarkedModel(Rule rule) {
            this.rule = rule;
            this.facts = new ModelFacts(
                    new ModelIdentity(rule.name(), Integer.toHexString(hashCode()), String.format("%064x", hashCode())),
                    Preprocessing.imageNet(rule.side, rule.side),
                    PostProcessing.maximum(0),
                    Map.of(
                            BrightnessModel.PRODUCT,
                            ProductThresholds.of(new ClassThreshold(
                                    1e9, 1e8, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated()))),
                    Prototypes.NONE,
                    "cpu");
        }

        @Override
        public ModelFacts facts() {
            return facts;
        }

        @Override
        public List<ModelOutput> score(List<RgbImage> images) {
            int batch = batches.incrementAndGet();
            return images.stream()
                    .map(image -> new ModelOutput(map(image, batch), new float[0]))
                    .toList();
        }

        private AnomalyMap map(RgbImage image, int batch) {
            if (image.width() != rule.side || image.height() != rule.side) {
                throw new IllegalStateException("an image of " + image.width() + " pixels for " + rule);
            }
            float[] values = new float[rule.side * rule.side];
            Arrays.fill(values, (float) (batch + rule.score(image.rgb()[0] & 0xff)));
            return new AnomalyMap(rule.side, rule.side, values);
        }

        @Override
        public long liveNativeResources() {
            return 0;
        }

        @Override
        public void close() {
            closed = Instant.now();
        }
    }
}
