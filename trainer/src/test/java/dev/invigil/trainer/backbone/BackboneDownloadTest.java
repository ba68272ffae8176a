// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneDownloadTest {
    private static final byte[] WEIGHTS = random(300_000, 1);

    @TempDir
    private Path home;

    private FileServer server;
    private BackboneStore store;
    private BackboneDownload download;
    private KnownBackbone backbone;

    @BeforeEach
    void serve() throws IOException {
        server = new FileServer(WEIGHTS);
        store = new BackboneStore(home.resolve("backbones"));
        download = new BackboneDownload(
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build(),
                store);
        backbone = known(server.url("/file/weights.pth"), OptionalLong.of(WEIGHTS.length), Sha256.of(WEIGHTS));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] random(int count, long seed) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static KnownBackbone known(URI url, OptionalLong bytes, String sha256) {
        return new KnownBackbone("net", "resnet18", url, bytes, sha256, "MIT", "for tests");
    }

    @Test
    void shouldFetchOnceAndVerifyAfterwards() throws IOException {
        List<Long> received = new ArrayList<>();
        Path file = download.fetch(backbone, (bytes, total) -> received.add(bytes));

        assertThat(file).isEqualTo(store.place(backbone)).hasBinaryContent(WEIGHTS);
        assertThat(received).isSorted().endsWith((long) WEIGHTS.length);
        assertThat(download.fetch(backbone, (bytes, total) -> {})).isEqualTo(file);
        assertThat(server.ranges()).containsExactly("all");
        assertThat(home.resolve("backbones"))
                .isDirectoryContaining("glob:**weights.pth")
                .isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void shouldFollowARedirectAndDoWithTheFirstEightDigits() throws IOException {
        KnownBackbone lesserKnown = known(
                server.url("/old/weights.pth"),
                OptionalLong.empty(),
                Sha256.of(WEIGHTS).substring(0, 8));
        assertThat(download.fetch(lesserKnown, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
    }

    @Test
    void shouldGoOnFromWhereAnEarlierFetchWas() throws IOException {
        Files.createDirectories(store.folder());
        Files.write(store.partial(backbone), Arrays.copyOf(WEIGHTS, 100_000));

        assertThat(download.fetch(backbone, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
        assertThat(server.ranges()).containsExactly("bytes=100000-");
    }

    @Test
    void shouldGoOnAfterABrokenConnection() throws IOException {
        server.breakAfter(100_000);
        assertThat(download.fetch(backbone, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
        assertGoesOnFromWhatCame(100_000);
    }

    /**
     * Each request after the first asks for the rest of what has come. How much that is depends on what the client's socket still held when
     * the connection broke: at most what the server wrote.
     */
    private void assertGoesOnFromWhatCame(int mostPerConnection) {
        assertThat(server.ranges()).hasSizeGreaterThan(1).first().isEqualTo("all");
        long before = 0;
        for (String range : server.ranges().subList(1, server.ranges().size())) {
            assertThat(range).matches("bytes=\\d+-");
            long start = Long.parseLong(range.replaceAll("\\D", ""));
            assertThat(start).isBetween(before, before + mostPerConnection);
            before = start;
        }
        assertThat(before).isPositive();
    }

    @Test
    void shouldKeepWhatCameWhenTheConnectionBreaksTooOften() throws IOException {
        server.breakAfter(10_000);
        assertThatThrownBy(() -> download.fetch(backbone, (bytes, total) -> {}))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("bytes were downloaded and kept");
        assertGoesOnFromWhatCame(10_000);
        int kept = Math.toIntExact(Files.size(store.partial(backbone)));
        assertThat(kept).isPositive().isLessThanOrEqualTo(50_000);
        assertThat(store.partial(backbone)).hasBinaryContent(Arrays.copyOf(WEIGHTS, kept));

        server.breakAfter(Integer.MAX_VALUE);
        assertThat(download.fetch(backbone, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
        assertThat(server.ranges()).endsWith("bytes=" + kept + "-");
    }

    @Test
    void shouldStartAgainWhereTheServerKnowsNoRanges() throws IOException {
        server.ignoreRanges();
        Files.createDirectories(store.folder());
        Files.write(store.partial(backbone), new byte[100]);
        assertThat(download.fetch(backbone, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
    }

    @Test
    void shouldStartAgainWhenWhatWasKeptIsOfAnotherFile() throws IOException {
        Files.createDirectories(store.folder());
        Files.write(store.partial(backbone), random(100_000, 2));
        assertThat(download.fetch(backbone, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
        assertThat(server.ranges()).containsExactly("bytes=100000-", "all");
    }

    @Test
    void shouldStartAgainWhenMoreWasKeptThanThereIs() throws IOException {
        KnownBackbone ofUnknownLength =
                known(server.url("/file/weights.pth"), OptionalLong.empty(), Sha256.of(WEIGHTS));
        Files.createDirectories(store.folder());
        Files.write(store.partial(ofUnknownLength), new byte[WEIGHTS.length + 1]);
        assertThat(download.fetch(ofUnknownLength, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
    }

    @Test
    void shouldThrowAwayAFileOfAnotherDigest() {
        server.serve(random(WEIGHTS.length, 3));
        assertRefused("another file", "a proxy may have answered");
        assertThat(store.partial(backbone)).doesNotExist();
        assertThat(store.place(backbone)).doesNotExist();
    }

    @Test
    void shouldNotTakeMoreThanTheFileIsLong() {
        server.serve(random(WEIGHTS.length + 1, 1));
        assertRefused("more bytes than the file has");
        assertThat(store.partial(backbone)).doesNotExist();
    }

    @Test
    void shouldSayWhatToDoByHandWhenTheServerHasItNoLonger() {
        server.answer(404);
        assertRefused("the server answered 404");
    }

    @Test
    void shouldSayWhatToDoByHandWithoutANetwork() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        backbone = known(
                URI.create("http://localhost:" + freePort + "/weights.pth"),
                OptionalLong.of(WEIGHTS.length),
                Sha256.of(WEIGHTS));
        assertRefused("cannot reach localhost");
    }

    private void assertRefused(String... reasons) {
        assertThatThrownBy(() -> download.fetch(backbone, (bytes, total) -> {}))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll(reasons)
                .hasMessageContaining("Download it manually: " + backbone.url())
                .hasMessageContaining("Save it as:           " + store.place(backbone));
    }

    @Test
    void shouldTakeAFileThatWasPutThereByHandIfItIsTheOne() throws IOException {
        Files.createDirectories(store.folder());
        Files.write(store.place(backbone), WEIGHTS);
        assertThat(download.fetch(backbone, (bytes, total) -> {})).hasBinaryContent(WEIGHTS);
        assertThat(store.require(backbone)).isEqualTo(store.place(backbone));
        assertThat(server.ranges()).isEmpty();

        Files.write(store.place(backbone), random(10, 4));
        assertThatThrownBy(() -> download.fetch(backbone, (bytes, total) -> {}))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("is not net")
                .hasMessageContaining("delete it");
    }

    @Test
    void shouldSayHowToGetWhatIsNotThere() {
        assertThatThrownBy(() -> store.require(backbone))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("invigil backbone fetch net");
    }
}
