// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.publish.FakeBroker.Commit;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.OperatorException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherTest {

    private final FakeBroker broker = new FakeBroker();
    private final List<Publisher> running = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Publisher publisher : running) {
            publisher.stop();
        }
    }

    @Test
    void shouldNumberTheFramesOfEachCameraFromZeroWithoutGaps() throws Exception {
        Publisher publisher = process();
        committed(publisher, draft("a", "1"), draft("b", "2"), draft("a", "3"));
        committed(publisher, draft("a", "4"));

        assertThat(broker.frames())
                .extracting(frame -> frame.camera() + frame.sequence().getAsLong())
                .containsExactly("a0", "b0", "a1", "a2");
        assertThat(broker.frames()).extracting(Frame::line).containsOnly("line-1");
        assertThat(broker.frames().get(0).digest())
                .contains(Sha256.of(broker.frames().get(0).image()));
    }

    @ParameterizedTest
    @ValueSource(longs = {-5, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000_000_000_000_000L})
    void shouldSkipANextSequenceThatNoFrameCanHave(long forged) throws Exception {
        broker.writeProgress("camera/a", "{\"schema\":1,\"camera\":\"a\",\"nextSequence\":3}");
        broker.writeProgress("camera/a", "{\"schema\":1,\"camera\":\"a\",\"nextSequence\":" + forged + "}");
        Publisher publisher = process();

        assertThat(committed(publisher, draft("a", "1"), draft("b", "2"), draft("a", "3")))
                .extracting(SentFrame::sequence)
                .containsExactly(3L, 0L, 4L);
        assertThat(broker.unreadable).hasSize(1);
        assertThat(broker.failures()).isEmpty();
    }

    @Test
    void shouldNumberFromZeroAfterTheHighestSequence() throws Exception {
        broker.writeProgress("camera/a", "{\"schema\":1,\"camera\":\"a\",\"nextSequence\":999999999999999999}");
        Publisher publisher = process();

        committed(publisher, draft("a", "1"), draft("a", "2"));
        committed(publisher, draft("a", "3"));

        assertThat(broker.frames())
                .extracting(frame -> frame.sequence().getAsLong())
                .containsExactly(999_999_999_999_999_999L, 0L, 1L);
        assertThat(broker.failures()).isEmpty();
    }

    @Test
    void shouldSendAFrameOnceWhenTheAnswerToTheCommitIsLost() throws Exception {
        broker.then(Commit.WORKS, Commit.ANSWER_LOST);
        Publisher publisher = process();
        committed(publisher, draft("a", "1"));

        List<SentFrame> sent = committed(publisher, draft("a", "2"), draft("a", "3"));

        assertThat(sent).extracting(SentFrame::sequence).containsExactly(1L, 2L);
        assertThat(broker.frames()).hasSize(3);
        assertThat(broker.failures()).isEmpty();
    }

    @Test
    void shouldLeaveNoGapWhenATransactionIsAborted() throws Exception {
        broker.then(Commit.LOST);
        Publisher publisher = process();

        assertThat(submit(publisher, draft("a", "1")))
                .isInstanceOfSatisfying(Publication.NotSent.class, failed -> assertThat(failed.reason())
                        .isEqualTo(RefusalReason.BROKER_AWAY));
        awaitReady(publisher);
        assertThat(committed(publisher, draft("a", "1"), draft("a", "2")))
                .extracting(SentFrame::sequence)
                .containsExactly(0L, 1L);
        assertThat(broker.frames()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Commit.class,
            names = {"KILLED_BEFORE", "KILLED_AFTER"})
    void shouldHaveEveryFrameOnceWhenTheProcessIsKilledAroundACommit(Commit killed) throws Exception {
        broker.then(Commit.WORKS, killed);
        Publisher first = process();
        committed(first, draft("a", "1"));
        assertThat(submit(first, draft("a", "2"), draft("a", "3"))).isInstanceOf(Publication.NotSent.class);

        Publisher second = process();
        List<SentFrame> sent = committed(second, draft("a", "1"), draft("a", "2"), draft("a", "3"), draft("a", "4"));

        assertThat(sent).extracting(SentFrame::sequence).containsExactly(0L, 1L, 2L, 3L);
        assertThat(broker.frames()).extracting(Frame::id).containsExactly("id-1", "id-2", "id-3", "id-4");
        assertThat(broker.frames())
                .extracting(frame -> frame.sequence().getAsLong())
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void shouldNotSendAFrameTwiceInOneTransaction() throws Exception {
        Publisher publisher = process();
        assertThat(committed(publisher, draft("a", "1"), draft("a", "1")))
                .extracting(SentFrame::sequence)
                .containsExactly(0L, 0L);
        assertThat(broker.frames()).hasSize(1);
    }

    @Test
    void shouldCountACommittedFrameOnceHoweverOftenItWasSubmitted() throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        broker.then(Commit.ANSWER_LOST);
        Publisher publisher = start(broker.newProcess(new IngestMetrics(registry)));
        awaitReady(publisher);
        committed(publisher, draft("a", "1"));
        awaitReady(publisher);
        committed(publisher, draft("a", "1"), draft("a", "2"));
        committed(publisher, draft("a", "1"));

        CounterSnapshot frames = registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals("invigil_ingest_frames"))
                .map(CounterSnapshot.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(frames.getDataPoints()).singleElement().satisfies(point -> assertThat(point.getValue())
                .isEqualTo(2));
    }

    @Test
    void shouldSendAFrameAgainThatWasForgotten() throws Exception {
        Publisher publisher = process();
        committed(publisher, draft("a", "1"));
        publisher.submit(new Submission("folder", List.of(), List.of("name-1"))).get(10, TimeUnit.SECONDS);
        assertThat(publisher.sent("folder")).isEmpty();
        committed(publisher, draft("a", "1"));
        assertThat(broker.frames())
                .extracting(frame -> frame.sequence().getAsLong())
                .containsExactly(0L, 1L);
    }

    @Test
    void shouldKeepAFrameTooLargeForTheBrokerFromHoldingItsNeighboursBack() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Publisher publisher = process();
        broker.hold(gate);
        CompletableFuture<Publication> first = publisher.submit(submission(draft("a", "1")));
        broker.largest(400);
        CompletableFuture<Publication> good = publisher.submit(submission(draft("a", "2")));
        CompletableFuture<Publication> large = publisher.submit(submission(draft("a", "3", new byte[1000])));
        CompletableFuture<Publication> last = publisher.submit(submission(draft("a", "4")));
        gate.complete(null);

        assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Publication.Committed.class);
        assertThat(good.get(10, TimeUnit.SECONDS)).isInstanceOf(Publication.Committed.class);
        assertThat(((Publication.NotSent) large.get(10, TimeUnit.SECONDS)).reason())
                .isEqualTo(RefusalReason.TOO_LARGE);
        assertThat(last.get(10, TimeUnit.SECONDS)).isInstanceOf(Publication.Committed.class);
        assertThat(broker.frames())
                .extracting(frame -> frame.sequence().getAsLong())
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldRefuseAtOnceWhatWouldNotFitIntoTheQueue() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Publisher publisher = process();
        broker.hold(gate);
        List<CompletableFuture<Publication>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(publisher.submit(submission(draft("a", "n" + i))));
        }

        List<Publication> refused = answers.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
        assertThat(refused).hasSizeBetween(1, 16).allSatisfy(answer -> assertThat(
                        ((Publication.NotSent) answer).reason())
                .isEqualTo(RefusalReason.BUSY));
        gate.complete(null);
        for (CompletableFuture<Publication> answer : answers) {
            answer.get(10, TimeUnit.SECONDS);
        }
        assertThat(broker.frames()).hasSize(20 - refused.size());
    }

    @Test
    void shouldCommitWhatWaitsBeforeItStops() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Publisher publisher = process();
        broker.hold(gate);
        List<CompletableFuture<Publication>> answers =
                List.of(publisher.submit(submission(draft("a", "1"))), publisher.submit(submission(draft("a", "2"))));
        gate.complete(null);
        running.remove(publisher);
        publisher.stop();

        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(broker.frames()).hasSize(2);
        assertThat(publisher.unavailable()).isPresent();
    }

    @Test
    void shouldStopWithTheRemedyWhenAnotherIngestTakesOver() throws Exception {
        Publisher publisher = process();
        committed(publisher, draft("a", "1"));
        broker.otherIngestStarts();

        assertThat(submit(publisher, draft("a", "2"))).isInstanceOf(Publication.NotSent.class);
        await().until(() -> !broker.failures().isEmpty());
        assertThat(broker.failures().get(0))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("give each ingest a unique id");
    }

    @Test
    void shouldGiveUpWhenTheBrokerStaysAway() throws Exception {
        broker.away(true);
        Publisher publisher = start(broker.newProcess());

        await().until(() -> !broker.failures().isEmpty());
        assertThat(broker.failures().get(0))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no frame was lost");
        assertThat(publisher.unavailable()).isPresent();
        assertThat(submit(publisher, draft("a", "1"))).isInstanceOf(Publication.NotSent.class);
    }

    private Publisher process() {
        Publisher publisher = start(broker.newProcess());
        awaitReady(publisher);
        return publisher;
    }

    private Publisher start(Publisher publisher) {
        publisher.start();
        running.add(publisher);
        return publisher;
    }

    private static void awaitReady(Publisher publisher) {
        await().until(() -> publisher.unavailable().isEmpty());
    }

    private static Publication submit(Publisher publisher, Draft... drafts) throws Exception {
        return publisher.submit(submission(drafts)).get(10, TimeUnit.SECONDS);
    }

    private static List<SentFrame> committed(Publisher publisher, Draft... drafts) throws Exception {
        Publication publication = submit(publisher, drafts);
        assertThat(publication).isInstanceOf(Publication.Committed.class);
        return ((Publication.Committed) publication).frames();
    }

    private static Submission submission(Draft... drafts) {
        return new Submission("folder", List.of(drafts), List.of());
    }

    private static Draft draft(String camera, String n) {
        return draft(camera, n, ("picture " + n).getBytes(StandardCharsets.UTF_8));
    }

    private static Draft draft(String camera, String n, byte[] image) {
        return new Draft(
                "folder",
                "name-" + n,
                "id-" + n,
                camera,
                Optional.empty(),
                "bottle",
                Instant.EPOCH,
                "image/jpeg",
                Sha256.of(image),
                0,
                image);
    }
}
