// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeLimitsTest {
    private static final int WIDTH = 700;
    private static final int HEIGHT = 500;
    private static final long PIXELS = (long) WIDTH * HEIGHT;
    /** Readers' tables and row buffers, which do not grow with the image. */
    private static final long SLACK = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ImageDecoder decoder = new ImageDecoder();

    /** What a thread allocates while it decodes, garbage included, is at least what it needs at once. */
    @TestFactory
    Stream<DynamicTest> shouldEstimateAtLeastTheMemoryThatDecodingTakes() {
        return files().entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
                    byte[] bytes = file.getValue();
                    decoder.decode(bytes);
                    CheckedImage checked = decoder.check(bytes);
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    decoder.decode(checked, DecodeDeadline.NONE);
                    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

                    // the LZW reader makes a string of bytes for each code and drops them with each strip: garbage, not
                    // needed at once
                    long garbage = file.getKey().equals("tiff, LZW") ? 80L * bytes.length : 0;
                    assertThat(allocated).isLessThanOrEqualTo(checked.memory() + garbage + SLACK);
                    assertThat(checked.memory())
                            .as("no more than twenty bytes a pixel and the file")
                            .isLessThanOrEqualTo(20 * PIXELS + 2L * bytes.length);
                }));
    }

    @Test
    void shouldRefuseByTheMemoryThatTheHeaderAsksFor() throws Exception {
        byte[] file = Pictures.encode(Pictures.sixteenBits(WIDTH, HEIGHT, ColorSpace.CS_sRGB, null), "png");
        long memory = decoder.check(file).memory();
        assertThat(memory).isEqualTo(PIXELS * (6 + 3) + file.length);

        DecodeLimits limits = DecodeLimits.standard();
        assertThat(new ImageDecoder(limits.withMaxMemory(memory), SampleWindow.FULL).check(file))
                .isNotNull();
        UnreadableImageException refusal = refusal(limits.withMaxMemory(memory - 1), file);
        assertThat(refusal.fault()).isEqualTo(ImageFault.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("700 x 500").hasMessageContaining("MiB of memory");
    }

    @Test
    void shouldRefuseByScansTimesPixels() throws Exception {
        byte[] file =
                Pictures.encode(Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR), "jpeg", null, true);
        DecodeLimits limits = DecodeLimits.standard();
        assertThat(decoder.decode(file)).isNotNull();

        UnreadableImageException refusal =
                refusal(new DecodeLimits(limits.maxPixels(), limits.maxMemory(), 3 * PIXELS), file);
        assertThat(refusal.fault()).isEqualTo(ImageFault.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("in 4 scans").hasMessageContaining("baseline");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void shouldGiveUpWhenTheTimeIsOver(int looks) {
        files().forEach((name, file) -> {
            AtomicInteger left = new AtomicInteger(looks);
            UnreadableImageException refusal = catchThrowableOfType(
                    UnreadableImageException.class,
                    () -> decoder.decode(decoder.check(file), () -> left.getAndDecrement() <= 0));
            if (looks < 2) {
                assertThat(refusal).as(name).isNotNull();
            }
            if (refusal != null) {
                assertThat(refusal.fault()).as(name).isEqualTo(ImageFault.TOO_SLOW);
            }
        });
    }

    /** With hundreds of kilobytes a decoder looks at its input often; one that did not would ignore the deadline. */
    @Test
    void shouldLookAtTheTimeAgainAndAgain() throws Exception {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            AtomicInteger looks = new AtomicInteger();
            decoder.decode(decoder.check(file.getValue()), () -> looks.incrementAndGet() < 0);
            if (!file.getKey().startsWith("webp")) {
                assertThat(looks).as(file.getKey()).hasValueGreaterThan(10);
            }
        }
    }

    private static UnreadableImageException refusal(DecodeLimits limits, byte[] file) {
        UnreadableImageException refusal = catchThrowableOfType(
                UnreadableImageException.class, () -> new ImageDecoder(limits, SampleWindow.FULL).check(file));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static Map<String, byte[]> files() {
        BufferedImage colour = Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage grey = Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage deepGrey = Pictures.sixteenBits(WIDTH, HEIGHT, ColorSpace.CS_GRAY, new Random(1));
        BufferedImage deepColour = Pictures.sixteenBits(WIDTH, HEIGHT, ColorSpace.CS_sRGB, new Random(2));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("jpeg", Pictures.encode(colour, "jpeg"));
        files.put("jpeg, grey", Pictures.encode(grey, "jpeg"));
        files.put("jpeg, progressive", Pictures.encode(colour, "jpeg", null, true));
        for (String format : new String[] {"png", "tiff"}) {
            files.put(format, Pictures.encode(colour, format));
            files.put(format + ", grey", Pictures.encode(grey, format));
            files.put(format + ", 16 bits", Pictures.encode(deepColour, format));
            files.put(format + ", grey, 16 bits", Pictures.encode(deepGrey, format));
        }
        files.put("png, interlaced", Pictures.encode(colour, "png", null, true));
        files.put("tiff, LZW", Pictures.encode(colour, "tiff", "LZW", false));
        files.put("tiff, Deflate, 16 bits", Pictures.encode(deepGrey, "tiff", "Deflate", false));
        files.put("bmp", Pictures.encode(colour, "bmp"));
        files.put("bmp, grey", Pictures.encode(grey, "bmp"));
        files.put("webp", Pictures.encode(colour, "webp", "Lossy", false));
        files.put("webp, lossless", Pictures.encode(colour, "webp", "Lossless", false));
        return files;
    }
}
