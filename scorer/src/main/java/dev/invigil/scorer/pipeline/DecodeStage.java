// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.detector.image.CheckedImage;
import dev.invigil.detector.image.DecodeDeadline;
import dev.invigil.detector.image.DecodedImage;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.ImageFault;
import dev.invigil.detector.image.ImageFigures;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.Sha256;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes and resizes an accepted frame to the model's input, or gives the reason why it cannot. Any thread. */
final class DecodeStage {
    /** The result of preparing a frame. */
    sealed interface Result {
        /** The result of the function for this kind of result. */
        <R> R fold(Function<Ready, R> ready, Function<Bad, R> bad);

        record Ready(Prepared prepared) implements Result {
            @Override
            public <R> R fold(Function<Ready, R> ready, Function<Bad, R> bad) {
                return ready.apply(this);
            }
        }

        /** @param digest SHA-256 of the image, if it was computed */
        record Bad(Accepted frame, Optional<String> digest, FrameReading.Malformed refusal) implements Result {
            @Override
            public <R> R fold(Function<Ready, R> ready, Function<Bad, R> bad) {
                return bad.apply(this);
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(DecodeStage.class);
    /** Largest number of remembered camera names; senders choose the names, so the number must be bounded. */
    private static final int MOST_WARNED = 1000;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private final ImageDecoder decoder;
    private final long maxBytes;
    private final Preprocessing input;
    private final Set<String> products;
    private final LongSupplier nanos;

    /**
     * @param maxBytes encoded images above are refused
     * @param input the input format of the model
     * @param products that the model has thresholds for
     */
    DecodeStage(ImageDecoder decoder, long maxBytes, Preprocessing input, Set<String> products, LongSupplier nanos) {
        this.decoder = decoder;
        this.maxBytes = maxBytes;
        this.input = input;
        this.products = Set.copyOf(products);
        this.nanos = nanos;
    }

    /**
     * @param attempt provides memory and time for decoding
     * @throws InterruptedException while it waits for memory, when the pool closes
     */
    Result decode(Accepted accepted, DecodePool.Attempt attempt) throws InterruptedException {
        long begin = nanos.getAsLong();
        Frame frame = accepted.frame();
        if (!products.contains(frame.productId())) {
            return bad(
                    accepted,
                    Optional.empty(),
                    UnscoredReason.UNKNOWN_PRODUCT,
                    "the model has no threshold for product " + frame.productId() + "; its products are "
                            + String.join(", ", products.stream().sorted().toList()));
        }
        if (frame.image().length > maxBytes) {
            return bad(
                    accepted,
                    Optional.empty(),
                    UnscoredReason.TOO_LARGE,
                    "the image has " + frame.image().length + " bytes, more than the limit of " + maxBytes);
        }
        String digest = Sha256.of(frame.image());
        if (frame.digest().isPresent() && !frame.digest().get().equals(digest)) {
            return bad(
                    accepted,
                    Optional.of(digest),
                    UnscoredReason.DIGEST_MISMATCH,
                    "ce_digest is " + frame.digest().get() + ", but the image's SHA-256 is " + digest);
        }
        try {
            CheckedImage checked = decoder.check(frame.image());
            DecodeDeadline deadline = attempt.begin(checked.memory() + resizing(checked));
            DecodedImage decoded = decoder.decode(checked, deadline);
            warnOf(frame, decoded);
            RgbImage image = decoded.image();
            RgbImage resized = input.prepare(image);
            return new Result.Ready(new Prepared(
                    accepted,
                    digest,
                    input,
                    resized,
                    ImageFigures.of(resized),
                    image.width(),
                    image.height(),
                    begin,
                    nanos.getAsLong()));
        } catch (UnreadableImageException e) {
            return bad(accepted, Optional.of(digest), reason(e.fault()), e.getMessage());
        } catch (MemoryBudget.ExceededException e) {
            return bad(
                    accepted, Optional.of(digest), UnscoredReason.TOO_LARGE, e.getMessage() + "; send a smaller image");
        }
    }

    /** Bytes of the intermediate and final images of a resize. */
    private long resizing(CheckedImage image) {
        long longer = Math.max(image.width(), image.height());
        long side = Math.max(input.width(), input.height());
        return (longer + side) * side * RgbImage.CHANNELS;
    }

    /** Logs once per camera that its 16-bit samples do not match the model's bit depth. */
    private void warnOf(Frame frame, DecodedImage decoded) {
        Optional<String> complaint = decoded.range().flatMap(decoder.window()::complaint);
        if (complaint.isPresent() && warned.size() < MOST_WARNED && warned.add(frame.line() + "/" + frame.camera())) {
            LOG.warn("camera {}/{}, frame {}: {}", frame.line(), frame.camera(), frame.id(), complaint.get());
        }
    }

    /** The outcome of a frame whose decoder was abandoned. */
    static FrameReading.Malformed givenUp(Accepted accepted) {
        return FrameReading.Malformed.of(
                accepted.frame(),
                UnscoredReason.TOO_SLOW,
                "decoding the image did not end within twice the scorer's decode-time; save the image again, for example with another program");
    }

    private static Result bad(Accepted accepted, Optional<String> digest, UnscoredReason reason, String detail) {
        return new Result.Bad(accepted, digest, FrameReading.Malformed.of(accepted.frame(), reason, detail));
    }

    private static UnscoredReason reason(ImageFault fault) {
        return switch (fault) {
            case EMPTY -> UnscoredReason.EMPTY;
            case NOT_AN_IMAGE -> UnscoredReason.NOT_AN_IMAGE;
            case TRUNCATED -> UnscoredReason.TRUNCATED;
            case CORRUPT -> UnscoredReason.CORRUPT;
            case TOO_LARGE -> UnscoredReason.TOO_LARGE;
            case TOO_SLOW -> UnscoredReason.TOO_SLOW;
            case UNSUPPORTED -> UnscoredReason.UNSUPPORTED_IMAGE;
        };
    }
}
