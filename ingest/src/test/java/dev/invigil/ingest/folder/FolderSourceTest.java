// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.publish.FakeBroker;
import dev.invigil.ingest.publish.FakeBroker.Commit;
import dev.invigil.ingest.publish.Publisher;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.FakeSink;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.DataSize;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTest {

    private static final int MAX_FRAME = 1000;

    @TempDir
    private Path directory;

    private Path folder;
    private final FakeBroker broker = new FakeBroker();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final IngestMetrics metrics = new IngestMetrics(registry);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    @AfterEach
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    @Test
    void shouldSendWhatIsThereInTheOrderItWasTakenAndThenWhatArrives() throws Exception {
        file("cam-1/bottle/2.jpg", jpeg("two"), 2000);
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        start("");
        awaitFrames(2);
        file("cam-2/pill/9.png", png("nine"), 9000);
        awaitFrames(3);

        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("1", "2", "9");
        Frame last = broker.frames().get(2);
        assertThat(last.camera()).isEqualTo("cam-2");
        assertThat(last.productId()).isEqualTo("pill");
        assertThat(last.contentType()).contains("image/png");
        assertThat(last.capturedAt()).isEqualTo(Instant.ofEpochMilli(9000));
        assertThat(last.image()).isEqualTo(png("nine"));
    }

    @Test
    void shouldSendEachFileOnceAcrossRestarts() throws Exception {
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        file("cam-1/bottle/2.jpg", jpeg("two"), 2000);
        start("");
        awaitFrames(2);
        stop();
        file("cam-1/bottle/3.jpg", jpeg("three"), 3000);
        start("");
        awaitFrames(3);

        assertThat(broker.frames())
                .extracting(f -> f.partId().orElse("") + "@" + f.sequence().getAsLong())
                .containsExactly("1@0", "2@1", "3@2");
    }

    @Test
    void shouldSendEachFileOnceWhenKilledAfterTheCommit() throws Exception {
        for (int i = 0; i < 20; i++) {
            file("cam-1/bottle/" + i + ".jpg", jpeg("picture " + i), 1000 + i);
        }
        broker.then(Commit.KILLED_AFTER);
        start("");
        await().until(() -> !broker.failures().isEmpty());
        int before = broker.frames().size();
        assertThat(before).isBetween(1, 19);
        start("");
        awaitFrames(20);

        assertThat(broker.frames()).extracting(Frame::id).doesNotHaveDuplicates();
        assertThat(broker.frames())
                .extracting(f -> f.sequence().getAsLong())
                .isSorted()
                .doesNotHaveDuplicates()
                .contains(0L, 19L);
    }

    @Test
    void shouldKeepTheOrderWhenTheBrokerFailsInBetween() throws Exception {
        for (int i = 0; i < 40; i++) {
            file("cam-1/bottle/" + i + ".jpg", jpeg("picture " + i), 1000 + i);
        }
        broker.then(Commit.WORKS, Commit.LOST, Commit.ANSWER_LOST);
        start("");
        awaitFrames(40);

        assertThat(broker.frames())
                .extracting(f -> Integer.parseInt(f.partId().orElseThrow()))
                .isSorted();
        assertThat(broker.frames()).extracting(f -> f.sequence().getAsLong()).isSorted();
    }

    @Test
    void shouldRefuseWhatIsNoFrameWithAReasonAndGoOn() throws Exception {
        file("cam-1/bottle/empty.jpg", new byte[0], 1);
        file("cam-1/bottle/text.jpg", "no picture".getBytes(StandardCharsets.UTF_8), 2);
        file("cam-1/bottle/large.jpg", jpeg("x".repeat(MAX_FRAME)), 3);
        file("cam-1/bottle/corrupt.jpg", jpeg("damaged further on"), 4);
        start("rejected-to: " + directory.resolve("rejected"));
        awaitFrames(1);
        await().until(() -> refused().size() == 3);

        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("corrupt");
        assertThat(refused()).isEqualTo(Map.of("empty", 1.0, "not_an_image", 1.0, "too_large", 1.0));
        assertThat(directory.resolve("rejected/cam-1/bottle/text.jpg")).exists();
        assertThat(folder.resolve("cam-1/bottle/text.jpg")).doesNotExist();
    }

    @Test
    void shouldRefuseAFileOnceNotAtEveryScan() throws Exception {
        file("cam-1/bottle/text.jpg", "no picture".getBytes(StandardCharsets.UTF_8), 1);
        start("");
        await().until(() -> refused().containsKey("not_an_image"));
        for (int i = 0; i < 3; i++) {
            file("cam-1/bottle/" + i + ".jpg", jpeg("picture " + i), 1000 + i);
            awaitFrames(i + 1);
        }
        assertThat(refused()).isEqualTo(Map.of("not_an_image", 1.0));
    }

    @Test
    void shouldPassOverTemporaryHiddenAndOtherFiles() throws Exception {
        file("cam-1/bottle/1.jpg.tmp", jpeg("unfinished"), 1);
        file("cam-1/bottle/.hidden.jpg", jpeg("hidden"), 2);
        file("readme.txt", jpeg("elsewhere"), 3);
        file("cam-1/bottle/2.jpg", jpeg("two"), 4);
        start("");
        awaitFrames(1);
        Files.move(folder.resolve("cam-1/bottle/1.jpg.tmp"), folder.resolve("cam-1/bottle/1.jpg"));
        awaitFrames(2);

        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("2", "1");
        assertThat(refused()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.jpg.filepart",
                "1.jpg.partial",
                "1.jpg.crdownload",
                "1.jpg.TMP",
                "1.jpg.part",
                "1.jpg~",
                "~$1.jpg",
                ".1.jpg.Ab12Cd",
                "1.jpg.upload",
                "Thumbs.db"
            })
    void shouldPassOverWhatIsBeingWritten(String name) throws Exception {
        file("cam-1/bottle/" + name, jpeg("unfinished"), 1);
        file("@eaDir/bottle/9.jpg", jpeg("the system's own"), 2);
        file("cam-1/bottle/2.jpg", jpeg("two"), 3);
        start("");
        awaitFrames(1);
        file("cam-1/bottle/3.jpg", jpeg("three"), 4);
        awaitFrames(2);

        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("2", "3");
        assertThat(refused()).isEmpty();
    }

    @Test
    void shouldWaitForTheRestOfAnUploadThatHasPaused() throws Exception {
        byte[] whole = jpeg("the whole image\u00ff\u00d9");
        file("cam-1/bottle/1.jpg", Arrays.copyOf(whole, 10), 1000);
        // a whole file is sent after 2 s, half of one after 20 s
        start("", "2s");
        file("cam-1/bottle/2.jpg", whole, 2000);
        awaitFrames(1);
        file("cam-1/bottle/1.jpg", whole, 3000);
        awaitFrames(2);

        assertThat(broker.frames()).extracting(Frame::image).containsOnly(whole);
    }

    @Test
    void shouldSendAFileThatStaysIncomplete() throws Exception {
        file("cam-1/bottle/1.jpg", jpeg("no end"), 1000);
        start("");
        awaitFrames(1);
    }

    @Test
    void shouldRefuseAFileWhoseNameIsNotTextOnceAndGoOn() throws Exception {
        Path directories = Files.createDirectories(directory.resolve("folder/cam-1/bottle"));
        byte[] content = jpeg("one\u00ff\u00d9");
        if (!createdWithRawName(directories, content)) {
            Assumptions.abort("this file system accepts only names that are UTF-8");
        }
        start("rejected-to: " + directory.resolve("rejected"));
        await().until(() -> refused().containsKey("invalid_name"));
        for (int i = 0; i < 3; i++) {
            file("cam-1/bottle/" + i + ".jpg", content, 1000 + i);
            awaitFrames(i + 1);
        }

        assertThat(refused()).isEqualTo(Map.of("invalid_name", 1.0));
        try (var rejected = Files.list(directory.resolve("rejected/cam-1/bottle"))) {
            assertThat(rejected).hasSize(1);
        }
    }

    @Test
    void shouldTakeComposedAndDecomposedLettersForTheSameName() throws Exception {
        file("T\u00fcr/Sch\u00f6n/1.jpg", jpeg("one"), 1000);
        file("Tu\u0308r/Scho\u0308n/2.jpg", jpeg("two"), 2000);
        start("");
        awaitFrames(2);

        assertThat(broker.frames()).extracting(Frame::camera).containsExactly("T\u00fcr", "T\u00fcr");
        assertThat(broker.frames()).extracting(Frame::productId).containsExactly("Sch\u00f6n", "Sch\u00f6n");
        assertThat(broker.frames()).extracting(f -> f.sequence().getAsLong()).containsExactly(0L, 1L);
    }

    @Test
    void shouldStayReadyWithALinkThatLeadsBack() throws Exception {
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        Files.createSymbolicLink(folder.resolve("cam-1/again"), folder);
        FolderSource source = start("");
        awaitFrames(1);
        await().until(() -> source.problem().isEmpty());
        file("cam-1/bottle/2.jpg", jpeg("two"), 2000);
        awaitFrames(2);

        assertThat(source.problem()).isEmpty();
    }

    @Test
    void shouldSendAFileOnceWhenAFileArrivesBesideALinkThatLeadsBack() throws Exception {
        file("z/a.jpg", jpeg("a"), 1000);
        Files.createDirectories(folder.resolve("x/y"));
        Files.createSymbolicLink(folder.resolve("x/y/root"), Path.of("../.."));
        start("pattern: '**/{part}.*'\ncamera: cam-1\nproduct: bottle");
        awaitFrames(1);
        file("x/y/b.jpg", jpeg("b"), 2000);
        awaitFrames(2);
        file("x/y/c.jpg", jpeg("c"), 3000);
        awaitFrames(3);

        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("a", "b", "c");
    }

    @Test
    void shouldRefuseNamesAndTimesThatTheScorerWouldRefuse() throws Exception {
        file("cam-1/bott\u202ele/1.jpg", jpeg("one"), 1000);
        file(
                "cam-1/bottle/2.jpg",
                jpeg("two"),
                Instant.parse("2400-01-01T00:00:00Z").toEpochMilli());
        file("cam-1/bottle/3.jpg", jpeg("three"), 3000);
        start("");
        awaitFrames(1);
        await().until(() -> refused().size() == 2);

        assertThat(refused()).isEqualTo(Map.of("invalid_name", 1.0, "invalid_time", 1.0));
    }

    @Test
    void shouldSayThatItIsStarting() throws Exception {
        FakeSink sink = new FakeSink();
        sink.unavailable(Optional.of(new Publication.NotSent(RefusalReason.BROKER_AWAY, "not connected yet")));
        FolderSource source = source("", "20ms", sink);
        source.start();
        running.push(source::stop);
        assertThat(source.problem()).hasValueSatisfying(text -> assertThat(text).startsWith("starting: "));
        sink.unavailable(Optional.empty());
        await().until(() -> source.problem().isEmpty());
    }

    @Test
    void shouldNotSendAFileAgainThatWasOnlyTouchedButOneThatWasRewritten() throws Exception {
        file("cam-1/bottle/latest.jpg", jpeg("one"), 1000);
        start("");
        awaitFrames(1);
        file("cam-1/bottle/latest.jpg", jpeg("one"), 2000);
        file("cam-1/bottle/other.jpg", jpeg("other"), 3000);
        awaitFrames(2);
        file("cam-1/bottle/latest.jpg", jpeg("two"), 4000);
        awaitFrames(3);

        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("latest", "other", "latest");
        assertThat(broker.frames()).extracting(Frame::id).doesNotHaveDuplicates();
    }

    @Test
    void shouldMoveWhatWasSentAndTakeAnotherFileOfTheSameName() throws Exception {
        Path done = directory.resolve("folder/done");
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        start("after: move\nmove-to: " + done);
        awaitFrames(1);
        await().until(() -> Files.exists(done.resolve("cam-1/bottle/1.jpg")));
        file("cam-1/bottle/1.jpg", jpeg("another"), 2000);
        awaitFrames(2);
        await().until(() -> Files.notExists(folder.resolve("cam-1/bottle/1.jpg")));

        try (var moved = Files.list(done.resolve("cam-1/bottle"))) {
            assertThat(moved).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"after: delete", "after: move\nmove-to: DONE"})
    void shouldSendWhatWasWrittenOverAFileWhileItWasSent(String after) throws Exception {
        file("cam-1/bottle/latest.jpg", jpeg("one"), 1000);
        FakeSink sink = new FakeSink();
        OverwritingSink overwriting =
                new OverwritingSink(sink, () -> file("cam-1/bottle/latest.jpg", jpeg("another"), 2000));
        FolderSource source =
                source(after.replace("DONE", directory.resolve("done").toString()), "20ms", overwriting);
        source.start();
        running.push(source::stop);
        await().until(() -> sink.frames().size() == 2);
        await().until(() -> Files.notExists(folder.resolve("cam-1/bottle/latest.jpg")));

        assertThat(sink.frames()).extracting(Draft::image).containsExactly(jpeg("one"), jpeg("another"));
    }

    @Test
    void shouldDeleteAfterARestartWhatWasSentBeforeTheKill() throws Exception {
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        broker.then(Commit.KILLED_AFTER);
        start("after: delete");
        await().until(() -> !broker.failures().isEmpty());
        assertThat(folder.resolve("cam-1/bottle/1.jpg")).exists();
        start("after: delete");
        await().until(() -> Files.notExists(folder.resolve("cam-1/bottle/1.jpg")));

        assertThat(broker.frames()).hasSize(1);
    }

    @Test
    void shouldMoveASentFileOnceTheTargetCanBeWritten() throws Exception {
        Path done = Files.createFile(directory.resolve("done"));
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        start("after: move\nmove-to: " + done);
        awaitFrames(1);
        file("cam-1/bottle/2.jpg", jpeg("two"), 2000);
        awaitFrames(2);
        assertThat(folder.resolve("cam-1/bottle/1.jpg")).exists();
        Files.delete(done);
        await().until(() ->
                Files.exists(done.resolve("cam-1/bottle/1.jpg")) && Files.exists(done.resolve("cam-1/bottle/2.jpg")));
        await().until(() -> Files.notExists(folder.resolve("cam-1/bottle/2.jpg")));
        file("cam-1/bottle/1.jpg", jpeg("another"), 3000);
        awaitFrames(3);

        assertThat(folder.resolve("cam-1/bottle/2.jpg")).doesNotExist();
        assertThat(broker.frames()).extracting(f -> f.partId().orElse("")).containsExactly("1", "2", "1");
    }

    @Test
    void shouldMoveARefusedFileOnceTheTargetCanBeWritten() throws Exception {
        Path rejected = Files.createFile(directory.resolve("rejected"));
        file("cam-1/bottle/text.jpg", "no image".getBytes(StandardCharsets.UTF_8), 1000);
        start("rejected-to: " + rejected);
        await().until(() -> refused().containsKey("not_an_image"));
        Files.delete(rejected);
        await().until(() -> Files.exists(rejected.resolve("cam-1/bottle/text.jpg")));

        assertThat(refused()).isEqualTo(Map.of("not_an_image", 1.0));
    }

    @Test
    void shouldSayThatTheFolderIsMissingAndBeginWhenItIsThere() throws Exception {
        folder = directory.resolve("later");
        FolderSource source = start("");
        await().until(() ->
                source.problem().filter(p -> p.contains("does not exist")).isPresent());
        file("cam-1/bottle/1.jpg", jpeg("one"), 1000);
        awaitFrames(1);
        await().until(() -> source.problem().isEmpty());
    }

    @Test
    void shouldSayThatItIsStartingUntilItHasStarted() throws Exception {
        FolderSource source = source("", "20ms");

        assertThat(source.problem())
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("starting: "));
    }

    private FolderSource start(String more) throws Exception {
        return start(more, "20ms");
    }

    private FolderSource start(String more, String settle) throws Exception {
        FolderSource source = source(more, settle);
        source.start();
        running.push(source::stop);
        return source;
    }

    private FolderSource source(String more, String settle) throws Exception {
        Publisher publisher = broker.newProcess(metrics);
        publisher.start();
        running.push(publisher::stop);
        return source(more, settle, publisher);
    }

    private FolderSource source(String more, String settle, FrameSink sink) throws Exception {
        folder = folder == null ? Files.createDirectories(directory.resolve("folder")) : folder;
        FolderConfig config = Configuration.parse(
                "path: " + folder + "\nsettle: " + settle + "\nrescan: 100ms\n" + more,
                "test",
                FolderConfig.class,
                Map.of());
        return new FolderSource(
                config,
                new SourceConfig.Surroundings(
                        "line-1", new DataSize(MAX_FRAME), sink, metrics, FakeBroker.CLOCK, (name, cause) -> {
                            throw new AssertionError(cause);
                        }));
    }

    /** Something is written to the folder after the file was read and before its frame is committed. */
    private record OverwritingSink(FrameSink behind, Writing writing, AtomicBoolean written) implements FrameSink {
        interface Writing {
            void write() throws IOException;
        }

        OverwritingSink(FrameSink behind, Writing writing) {
            this(behind, writing, new AtomicBoolean());
        }

        @Override
        public Optional<Publication.NotSent> unavailable() {
            return behind.unavailable();
        }

        @Override
        public CompletableFuture<Publication> submit(Submission submission) {
            try {
                if (!written.getAndSet(true)) {
                    writing.write();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return behind.submit(submission);
        }

        @Override
        public Optional<SentFrame> find(String source, String name) {
            return behind.find(source, name);
        }

        @Override
        public Stream<Map.Entry<String, SentFrame>> sent(String source) {
            return behind.sent(source);
        }
    }

    /** Java writes only names that are text in its encoding; a shell writes bytes. */
    private static boolean createdWithRawName(Path directory, byte[] content) throws Exception {
        Path aside = Files.write(directory.resolveSibling(".aside"), content);
        Process move = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "mv \"$1\" \"$2/$(printf 'T\\374r').jpg\"",
                        "sh",
                        aside.toString(),
                        directory.toString())
                .inheritIO()
                .start();
        return move.waitFor() == 0;
    }

    private void awaitFrames(int count) {
        await().until(() -> broker.frames().size() >= count);
        assertThat(broker.frames()).hasSize(count);
    }

    private Map<String, Double> refused() {
        Map<String, Double> counts = new TreeMap<>();
        Optional<CounterSnapshot> snapshot = registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals("invigil_ingest_refused"))
                .map(CounterSnapshot.class::cast)
                .findFirst();
        List<CounterDataPointSnapshot> points =
                snapshot.map(CounterSnapshot::getDataPoints).orElse(List.of());
        points.forEach(point -> counts.put(point.getLabels().get("reason"), point.getValue()));
        return counts;
    }

    /** Written aside and moved into place, so that no test sees half a file. */
    private void file(String path, byte[] content, long modified) throws IOException {
        folder = folder == null ? directory.resolve("folder") : folder;
        Path target = folder.resolve(path);
        Files.createDirectories(target.getParent());
        Path aside = Files.write(directory.resolve("aside"), content);
        Files.setLastModifiedTime(aside, FileTime.fromMillis(modified));
        Files.move(aside, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] jpeg(String rest) {
        return ("\u00ff\u00d8\u00ff" + rest).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] png(String rest) {
        return ("\u0089PNG\r\n\u001a\n" + rest).getBytes(StandardCharsets.ISO_8859_1);
    }
}
