// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 5,000 damaged files: each is decoded or refused with a reason; none ends the process, hangs, or takes more than its budget. */
class MutatedImagesTest {
    private static final int COUNT = 5000;
    private static final long SEED = 20261127;
    private static final DecodeLimits LIMITS = new DecodeLimits(1_000_000, 16 << 20, 20_000_000);
    /** Readers' tables, row buffers and exceptions, which do not grow with the image. */
    private static final long SLACK = 4 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    @Timeout(120)
    void shouldDecodeOrRefuseEveryMutatedImage() throws Exception {
        ImageDecoder decoder = new ImageDecoder(LIMITS, SampleWindow.FULL);
        Mutations mutations = Mutations.of(SEED);
        for (byte[] original : mutations.untouched()) {
            // ImageIO's start allocates, too, and is no part of an image's cost
            assertThat(decoder.decode(original)).isNotNull();
        }
        List<byte[]> files = mutations.files(COUNT);
        Set<ImageFault> faults = EnumSet.noneOf(ImageFault.class);
        int decoded = 0;
        for (int i = 0; i < COUNT; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long budget = LIMITS.maxMemory();
            try {
                CheckedImage checked = decoder.check(files.get(i));
                budget = checked.memory();
                assertThat(budget).as("file %d", i).isLessThanOrEqualTo(LIMITS.maxMemory());
                RgbImage image = decoder.decode(checked, DecodeDeadline.NONE).image();
                assertThat((long) image.width() * image.height())
                        .as("file %d", i)
                        .isEqualTo((long) checked.width() * checked.height());
                decoded++;
            } catch (UnreadableImageException e) {
                assertThat(e.getMessage().lines()).as("file %d", i).hasSize(1);
                faults.add(e.fault());
            }
            // twice: a JPEG with stray bytes is decoded again
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("file %d", i)
                    .isLessThanOrEqualTo(2 * budget + 8L * files.get(i).length + SLACK);
        }
        assertThat(decoded).as("some damage is harmless, most is not").isBetween(COUNT / 20, COUNT * 3 / 4);
        assertThat(faults)
                .contains(
                        ImageFault.CORRUPT,
                        ImageFault.TRUNCATED,
                        ImageFault.TOO_LARGE,
                        ImageFault.UNSUPPORTED,
                        ImageFault.NOT_AN_IMAGE);
    }
}
