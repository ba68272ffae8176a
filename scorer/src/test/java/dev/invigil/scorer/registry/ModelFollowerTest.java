// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.scorer.LogLines;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelSupply;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which model is offered when; the models themselves are names only. */
@Timeout(30)
class ModelFollowerTest {
    private static final TopicPartition PARTITION = new TopicPartition("invigil.models", 0);
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);
    private static final String BUNDLE = "configured";

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> refusedRecords = new CopyOnWriteArrayList<>();
    private final List<Offered> offers = new CopyOnWriteArrayList<>();
    private final List<Offered> shadows = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private volatile boolean isInUse = true;
    private long next;
    private ModelFollower follower = follower(Optional.empty());

    /** A model that only has a name. */
    private record Named(String digest) implements ScoringModel.Source {
        @Override
        public ScoringModel open() {
            throw new IllegalStateException("not opened here");
        }
    }

    private record Offered(String digest, CompletableFuture<OfferOutcome> outcome) {}

    private ModelFollower follower(Optional<ScoringModel.Source> bundle) {
        return new ModelFollower(
                () -> consumer,
                PARTITION.topic(),
                Named::new,
                bundle,
                new ModelFollower.Listener() {
                    @Override
                    public void active(boolean inUse) {
                        isInUse = inUse;
                    }

                    @Override
                    public void refused(String reason) {
                        refusedRecords.add(reason);
                    }
                },
                TopicReader.Options.patient(Duration.ofMinutes(5)).withClock(nanos::get));
    }

    @AfterEach
    void close() {
        follower.close();
        await().until(consumer::closed);
    }

    @Test
    void shouldStartWithTheActiveModelAndThenTryTheEarlierOnesAndTheBundle() throws Exception {
        follower = follower(Optional.of(new Named(BUNDLE)));
        topic(active(C, 2), retired(A, 1), active(B, 3));

        assertThat(follower.first(failure -> {})).isEqualTo(new Named(B));
        assertThat(follower.insteadOf(refusal(RefusalReason.UNREADABLE))).contains(new Named(C));
        assertThat(follower.insteadOf(refusal(RefusalReason.SELF_TEST_FAILED))).contains(new Named(A));
        assertThat(follower.insteadOf(refusal(RefusalReason.MISSING_BUNDLE))).contains(new Named(BUNDLE));
        assertThat(follower.insteadOf(refusal(RefusalReason.UNREADABLE))).isEmpty();
    }

    @Test
    void shouldStartWithTheBundleWhileNoModelIsActive() throws Exception {
        follower = follower(Optional.of(new Named(BUNDLE)));
        topic(model(A, ModelState.CANDIDATE, 0));

        assertThat(follower.first(failure -> {})).isEqualTo(new Named(BUNDLE));
        serving("f".repeat(64));
        assertThat(offers).isEmpty();
        record(active(A, 1));
        assertOffered(A);
    }

    @Test
    void shouldWaitUntilAModelIsActive() throws Exception {
        topic(model(A, ModelState.CANDIDATE, 0));
        CompletableFuture<ScoringModel.Source> first = CompletableFuture.supplyAsync(() -> {
            try {
                return follower.first(failure -> {});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> follower.waiting().isPresent());
        assertThat(follower.waiting().orElseThrow()).contains("no model is ACTIVE", "invigil models promote");
        assertThat(first).isNotDone();

        record(active(A, 1));
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(new Named(A));
        assertThat(follower.waiting()).isEmpty();
    }

    @Test
    void shouldStopWaitingWhenItIsInterrupted() throws Exception {
        topic();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                follower.first(failure -> {});
            } catch (InterruptedException e) {
                ended.complete(e);
            }
        });
        waiter.start();
        await().until(() -> follower.waiting().isPresent());
        waiter.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldStopWaitingWhenTheTopicCannotBeReadAnyMore() throws Exception {
        topic();
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        CompletableFuture<ScoringModel.Source> first = CompletableFuture.supplyAsync(() -> {
            try {
                return follower.first(told::complete);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> follower.waiting().isPresent());
        consumer.setPollException(new KafkaException("not allowed any more"));

        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasMessageContaining("not allowed any more");
        assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("not allowed any more");
    }

    @Test
    void shouldOfferEachModelThatBecomesActiveOnce() throws Exception {
        start(A, active(A, 1));
        assertThat(offers).isEmpty();

        record(model(B, ModelState.CANDIDATE, 0));
        record(active(B, 2));
        record(retired(A, 1));
        assertOffered(B);
        await().until(() -> !isInUse);
        offers.get(0).outcome().complete(new OfferOutcome.Active(facts(B)));
        await().until(() -> isInUse);

        record(active(A, 3));
        record(model(B, ModelState.REJECTED, 2));
        assertOffered(B, A);
    }

    /** A rollback while the new model still warms up: the new one must not take over afterwards. */
    @Test
    void shouldOfferTheServingModelAgainWhenAnotherOneIsOnItsWay() throws Exception {
        start(A, active(A, 1));
        record(active(B, 2));
        assertOffered(B);

        record(active(A, 3));
        assertOffered(B, A);
        offers.get(0).outcome().complete(refusal(RefusalReason.SUPERSEDED));
        offers.get(1).outcome().complete(new OfferOutcome.Active(facts(A)));
        await().until(() -> isInUse);
        assertThat(offers).hasSize(2);
    }

    @Test
    void shouldOfferARefusedModelAgainOnlyWhenItsRecordChanges() throws Exception {
        start(A, active(A, 1));
        record(active(B, 2));
        assertOffered(B);
        offers.get(0).outcome().complete(refusal(RefusalReason.SELF_TEST_FAILED));
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        record(model(C, ModelState.CANDIDATE, 0));
        awaitRead();
        assertThat(offers).hasSize(1);
        assertThat(isInUse).isFalse();

        record(active(B, 3));
        assertOffered(B, B);
    }

    @Test
    void shouldTryAgainAfterAWhileWhenTheBundleIsNotThere() throws Exception {
        start(A, active(A, 1));
        record(active(B, 2));
        assertOffered(B);
        offers.get(0).outcome().complete(refusal(RefusalReason.STORE_UNAVAILABLE));
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        awaitRead();
        assertThat(offers).hasSize(1);

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertOffered(B, B);
    }

    /** An operator repairs a damaged bundle with: invigil models add. Nothing changes on the topic. */
    @Test
    void shouldTryADamagedBundleAgainAfterAMinuteAndSaySoOnce() throws Exception {
        List<String> log = logged(() -> {
            start(A, active(A, 1));
            record(active(B, 2));
            assertOffered(B);
            offers.get(0).outcome().complete(refusal(RefusalReason.UNREADABLE));
            nanos.addAndGet(Duration.ofSeconds(59).toNanos());
            awaitRead();
            assertThat(offers).hasSize(1);

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            assertOffered(B, B);
            offers.get(1).outcome().complete(refusal(RefusalReason.UNREADABLE));
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            assertOffered(B, B, B);
            offers.get(2).outcome().complete(new OfferOutcome.Active(facts(B)));
            await().until(() -> isInUse);
        });

        assertThat(log)
                .filteredOn(line -> line.contains("UNREADABLE"))
                .singleElement()
                .asString()
                .contains("It is tried again every 60 s")
                .doesNotContain("rollback");
        assertThat(log).filteredOn(line -> line.contains("Loading it")).hasSize(1);
        assertThat(log).filteredOn(line -> line.contains("decides from now on")).hasSize(1);
    }

    @Test
    void shouldNameTheRollbackOnlyWhereTheModelItselfIsRefused() throws Exception {
        List<String> log = logged(() -> {
            start(A, active(A, 1));
            record(active(B, 2));
            assertOffered(B);
            offers.get(0).outcome().complete(refusal(RefusalReason.STORE_UNAVAILABLE));
            record(active(C, 3));
            assertOffered(B, C);
            offers.get(1).outcome().complete(refusal(RefusalReason.SELF_TEST_FAILED));
        });

        assertThat(log)
                .filteredOn(line -> line.contains("(STORE_UNAVAILABLE)"))
                .singleElement()
                .asString()
                .contains("It is tried again every 10 s")
                .doesNotContain("rollback");
        assertThat(log)
                .filteredOn(line -> line.contains("(SELF_TEST_FAILED)"))
                .singleElement()
                .asString()
                .contains("See: invigil models rollback");
    }

    @Test
    void shouldSayOnceThatTheRecordOfTheActiveModelWasRemoved() throws Exception {
        List<String> log = logged(() -> {
            start(A, active(A, 1));
            consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, next++, A, null));
            awaitRead();
            record(model(C, ModelState.CANDIDATE, 0));
            awaitRead();
        });

        assertThat(log)
                .filteredOn(line -> line.contains("no model is ACTIVE"))
                .singleElement()
                .asString()
                .contains(
                        "invigil.models",
                        "was removed from the topic",
                        "aaaaaaaaaaaa goes on scoring",
                        "invigil models promote");
    }

    private interface Steps {
        void run() throws Exception;
    }

    private static List<String> logged(Steps steps) throws Exception {
        try (LogLines log = LogLines.of(ModelFollower.class, Level.INFO)) {
            steps.run();
            return log.lines();
        }
    }

    @Test
    void shouldNotOfferTheModelAgainThatWasRefusedAtTheStart() throws Exception {
        topic(active(A, 1), active(B, 2));
        assertThat(follower.first(failure -> {})).isEqualTo(new Named(B));
        assertThat(follower.insteadOf(refusal(RefusalReason.UNREADABLE))).contains(new Named(A));
        serving(A);

        await().until(() -> !isInUse);
        assertThat(offers).isEmpty();
        record(active(C, 3));
        assertOffered(C);
    }

    @Test
    void shouldOfferTheModelInShadowOnceAndTakeItOutAgain() throws Exception {
        start(A, active(A, 1), model(B, ModelState.SHADOW, 0));
        await().until(() -> shadows.size() == 1);
        shadows.get(0).outcome().complete(refusal(RefusalReason.SELF_TEST_FAILED));
        record(model(C, ModelState.CANDIDATE, 0));
        awaitRead();
        assertThat(shadows)
                .extracting(Offered::digest)
                .as("not again after a refusal")
                .containsExactly(B);

        record(model(C, ModelState.SHADOW, 0));
        record(model(B, ModelState.CANDIDATE, 0));
        await().until(() -> shadows.size() == 2);
        record(active(C, 2));
        await().until(() -> shadows.size() == 3);
        assertThat(shadows).extracting(Offered::digest).containsExactly(B, C, "none");
        assertOffered(C);
    }

    @Test
    void shouldOfferTheModelInShadowAgainUntilItsBundleIsThereAndSaySoOnce() throws Exception {
        List<String> log = logged(() -> {
            start(A, active(A, 1), model(B, ModelState.SHADOW, 0));
            await().until(() -> shadows.size() == 1);
            shadows.get(0).outcome().complete(refusal(RefusalReason.MISSING_BUNDLE));
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            awaitRead();
            assertThat(shadows).hasSize(1);

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            await().until(() -> shadows.size() == 2);
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            awaitRead();
            assertThat(shadows).as("not while it is loaded").hasSize(2);
            shadows.get(1).outcome().complete(refusal(RefusalReason.MISSING_BUNDLE));
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            await().until(() -> shadows.size() == 3);

            shadows.get(2).outcome().complete(new OfferOutcome.Active(facts(B)));
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            awaitRead();
        });

        assertThat(shadows).extracting(Offered::digest).containsExactly(B, B, B);
        assertThat(log).filteredOn(line -> line.contains("goes into shadow")).hasSize(1);
        assertThat(log)
                .filteredOn(line -> line.contains("(MISSING_BUNDLE)"))
                .singleElement()
                .asString()
                .contains("It is tried again every 10 s");
        assertThat(log).filteredOn(line -> line.endsWith("is in shadow")).hasSize(1);
    }

    @Test
    void shouldGoOnWithTheModelWhenNoneIsActiveAnyMore() throws Exception {
        start(A, active(A, 1));
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, next++, A, null));
        awaitRead();

        assertThat(offers).isEmpty();
        assertThat(isInUse).isTrue();
    }

    @Test
    void shouldIgnoreAndCountWhatIsNotAModel() throws Exception {
        start(A, active(A, 1));
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, next++, B, "no JSON".getBytes(UTF_8)));
        consumer.addRecord(
                new ConsumerRecord<>(PARTITION.topic(), 0, next++, C, ModelRecordCodec.encode(active(B, 9))));
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, next++, null, null));
        awaitRead();

        assertThat(refusedRecords).containsExactly("NOT_JSON", "INVALID", "INVALID");
        assertThat(offers).isEmpty();
    }

    private void start(String digest, ModelRecord... records) throws InterruptedException {
        topic(records);
        assertThat(follower.first(failure -> {})).isEqualTo(new Named(digest));
        serving(digest);
    }

    private void serving(String digest) {
        follower.serving(facts(digest), new ModelSupply.Offers() {
            @Override
            public CompletableFuture<OfferOutcome> active(ScoringModel.Source source) {
                return offered(source, offers);
            }

            @Override
            public CompletableFuture<OfferOutcome> shadow(ScoringModel.Source source) {
                return offered(source, shadows);
            }

            @Override
            public void noShadow() {
                shadows.add(new Offered("none", new CompletableFuture<>()));
            }
        });
    }

    private static CompletableFuture<OfferOutcome> offered(ScoringModel.Source source, List<Offered> list) {
        Offered offered = new Offered(((Named) source).digest(), new CompletableFuture<>());
        list.add(offered);
        return offered.outcome();
    }

    private void assertOffered(String... digests) {
        await().until(() -> offers.size() >= digests.length);
        assertThat(offers).extracting(Offered::digest).containsExactly(digests);
    }

    /** Returns when the reading thread has read everything, and looked at it. */
    private void awaitRead() {
        await().until(() -> consumer.position(PARTITION) == next);
        CompletableFuture<Void> polled = new CompletableFuture<>();
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> polled.complete(null));
        polled.join();
    }

    private void topic(ModelRecord... records) {
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) records.length));
        consumer.schedulePollTask(() -> List.of(records).forEach(this::record));
    }

    private void record(ModelRecord model) {
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), next++, model.digest(), ModelRecordCodec.encode(model)));
    }

    private static ModelRecord active(String digest, long activation) {
        return model(digest, ModelState.ACTIVE, activation);
    }

    private static ModelRecord retired(String digest, long activation) {
        return model(digest, ModelState.RETIRED, activation);
    }

    /** @param activation 0 for a model that never was active */
    private static ModelRecord model(String digest, ModelState state, long activation) {
        return new ModelRecord(
                ModelRecord.SCHEMA,
                digest,
                "toy",
                digest.substring(0, 1),
                state,
                activation == 0 ? OptionalLong.empty() : OptionalLong.of(activation),
                Optional.empty(),
                "a test",
                "anna",
                Instant.EPOCH,
                Optional.empty());
    }

    private static OfferOutcome.Refused refusal(RefusalReason reason) {
        return new OfferOutcome.Refused(reason, "because of the test", Optional.empty());
    }

    private static ModelFacts facts(String digest) {
        return new ModelFacts(
                new ModelIdentity("toy", "1", digest),
                Preprocessing.imageNet(8, 8),
                PostProcessing.maximum(0),
                Map.of(
                        "part",
                        ProductThresholds.of(
                                new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated()))),
                Prototypes.NONE,
                "cpu");
    }
}
