// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.scorer.pipeline.DecodePool;
import java.time.Duration;

/**
 * The division of the heap: encoded frames in flight, and images being decoded. The rest is for prepared images, maps, Kafka clients
 * and the garbage collector.
 *
 * @param inFlight bytes of encoded frames in flight
 * @param decoding bytes of all images in decoding
 * @param maxPixels of one image
 */
record MemoryPlan(long inFlight, long decoding, long maxPixels) {
    private static final long MOST_IN_FLIGHT = 256L << 20;

    /**
     * The configured limits, or limits derived from the heap where none are configured.
     *
     * @param heap largest heap of this process in bytes
     * @throws OperatorException when the configured limits do not fit the heap, with the remedy
     */
    static MemoryPlan of(ScorerConfig config, long heap) {
        long usable = heap / 10 * 7;
        long inFlight = config.maxInFlightBytes().map(DataSize::bytes).orElse(Math.min(MOST_IN_FLIGHT, heap / 5));
        long decoding = config.decodeMemory()
                .map(DataSize::bytes)
                .orElse(Math.max(1, Math.min(heap / 10 * 3, usable - inFlight)));
        if (inFlight >= usable || inFlight + decoding > usable) {
            throw new OperatorException("max-in-flight-bytes (" + mebibytes(inFlight) + " MiB) and decode-memory ("
                    + mebibytes(decoding) + " MiB) together must not exceed 70 % of the heap of " + mebibytes(heap)
                    + " MiB; lower them, or give the process a larger heap, for example with -Xmx"
                    + mebibytes((inFlight + decoding) / 7 * 10 + (1 << 20)) + "m");
        }
        long pixels = config.maxPixels().orElse(DecodeLimits.DEFAULT_MAX_PIXELS);
        if (config.maxPixels().isPresent() && pixels > decoding / RgbImage.CHANNELS) {
            throw new OperatorException("max-pixels of " + pixels
                    + " cannot be decoded: an image of that size needs at least "
                    + mebibytes(pixels * RgbImage.CHANNELS) + " MiB, and decode-memory is " + mebibytes(decoding)
                    + " MiB; lower max-pixels, raise decode-memory, or give the process a larger heap (-Xmx)");
        }
        return new MemoryPlan(inFlight, decoding, pixels);
    }

    DecodePool.Limits decoding(int threads, Duration time) {
        return new DecodePool.Limits(threads, decoding, time);
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
