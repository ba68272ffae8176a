// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.Mutations;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.Preprocessing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DecodeStageTest {
    private static final byte[] GOOD = Frames.png(30, 20, 200, 0, 0, 30, 20);
    private static final int LIMIT = 10_000;

    private final DecodeStage stage = new DecodeStage(
            new ImageDecoder(DecodeLimits.standard().withMaxPixels(30 * 20), SampleWindow.FULL),
            LIMIT,
            Preprocessing.imageNet(8, 8),
            Set.of("bottle", "pill"),
            () -> 7);

    @Test
    void shouldResizeToTheModelAndRememberTheCamerasSize() {
        DecodeStage.Result.Ready ready =
                (DecodeStage.Result.Ready) decode(Frames.accepted(0, "bottle", GOOD, Optional.empty()));

        assertThat(ready.prepared().image().width()).isEqualTo(8);
        assertThat(ready.prepared().image().height()).isEqualTo(8);
        assertThat(ready.prepared().width()).isEqualTo(30);
        assertThat(ready.prepared().height()).isEqualTo(20);
        assertThat(ready.prepared().digest()).hasSize(64);
    }

    @Test
    void shouldNameWhatTheModelKnowsWhenItDoesNotKnowTheProduct() {
        assertThat(refused("bolt", GOOD, null, UnscoredReason.UNKNOWN_PRODUCT))
                .contains("bolt")
                .contains("bottle, pill");
    }

    @Test
    void shouldRefuseAnImageThatIsNotTheOneThatWasSent() {
        refused("bottle", GOOD, "0".repeat(64), UnscoredReason.DIGEST_MISMATCH);
    }

    @Test
    void shouldTellDamagedPicturesApart() {
        refused("bottle", "hello, no picture".getBytes(UTF_8), null, UnscoredReason.NOT_AN_IMAGE);
        refused("bottle", Arrays.copyOf(GOOD, GOOD.length / 2), null, UnscoredReason.TRUNCATED);
        byte[] flipped = GOOD.clone();
        flipped[flipped.length / 2] ^= 0x10;
        refused("bottle", flipped, null, UnscoredReason.CORRUPT);
    }

    @Test
    void shouldRefuseABombByItsHeaderAndAFileByItsLength() {
        assertThat(refused("bottle", Frames.png(31, 20, 1, 0, 0, 1, 1), null, UnscoredReason.TOO_LARGE))
                .contains("31 x 20");
        refused("bottle", new byte[LIMIT + 1], null, UnscoredReason.TOO_LARGE);
    }

    @Test
    void shouldRefuseWhatNeedsMoreMemoryThanThereIs() {
        DecodeStage large = new DecodeStage(
                new ImageDecoder(), LIMIT, Preprocessing.imageNet(8, 8), Set.of("bottle", "pill"), () -> 7);
        DecodeStage.Result.Bad bad = (DecodeStage.Result.Bad)
                Attempts.decode(large, Frames.accepted(0, "bottle", GOOD, Optional.empty()), 1000);
        assertThat(bad.refusal().reason()).isEqualTo(UnscoredReason.TOO_LARGE);
        assertThat(bad.refusal().detail()).contains("decode-memory is 1000 bytes");
    }

    /** The other half of the 5,000 mutated images: see MutatedImagesTest in the detector. */
    @Test
    @Timeout(120)
    void shouldGiveEveryMutatedImageOneResult() throws Exception {
        List<byte[]> images = Mutations.of(42).files(1000);
        ConcurrentMap<Long, List<DecodeStage.Result>> results = new ConcurrentHashMap<>();
        CountDownLatch left = new CountDownLatch(images.size());
        DecodeStage mutated = new DecodeStage(
                new ImageDecoder(DecodeLimits.standard().withMaxPixels(100_000), SampleWindow.FULL),
                LIMIT,
                Preprocessing.imageNet(8, 8),
                Set.of("bottle"),
                () -> 7);
        Attempts work = new Attempts(mutated, result -> {
            Accepted frame = result instanceof DecodeStage.Result.Ready ready
                    ? ready.prepared().accepted()
                    : ((DecodeStage.Result.Bad) result).frame();
            results.computeIfAbsent(frame.ref().offset(), offset -> new CopyOnWriteArrayList<>())
                    .add(result);
            left.countDown();
        });
        try (DecodePool pool =
                new DecodePool(new DecodePool.Limits(2, 1 << 21, Duration.ofMinutes(1)), work, System::nanoTime)) {
            for (int i = 0; i < images.size(); i++) {
                pool.submit(Frames.accepted(i, "bottle", "cam" + i % 3, images.get(i), Optional.empty()));
            }
            left.await();
            assertThat(work.failures).isEmpty();
            assertThat(results).hasSize(images.size());
            assertThat(results.values()).allSatisfy(ofOne -> assertThat(ofOne).hasSize(1));
        }
    }

    private DecodeStage.Result decode(Accepted frame) {
        return Attempts.decode(stage, frame, 1 << 20);
    }

    private String refused(String product, byte[] image, String digest, UnscoredReason reason) {
        DecodeStage.Result result = decode(Frames.accepted(0, product, image, Optional.ofNullable(digest)));

        assertThat(result).isInstanceOf(DecodeStage.Result.Bad.class);
        DecodeStage.Result.Bad bad = (DecodeStage.Result.Bad) result;
        assertThat(bad.refusal().reason()).as(bad.refusal().detail()).isEqualTo(reason);
        assertThat(bad.refusal().detail()).doesNotContain("\n");
        return bad.refusal().detail();
    }
}
