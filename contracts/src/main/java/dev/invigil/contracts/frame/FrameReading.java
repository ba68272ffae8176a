// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import dev.invigil.contracts.reason.UnscoredReason;
import java.util.Optional;
import java.util.function.Function;

/** The result of reading a record of the {@code frames} topic. */
public sealed interface FrameReading {
    /** The result of the function for this kind of reading. */
    <R> R fold(Function<WellFormed, R> wellFormed, Function<Malformed, R> malformed);

    /** A well-formed frame; its image has not been decoded yet. */
    record WellFormed(Frame frame) implements FrameReading {
        @Override
        public <R> R fold(Function<WellFormed, R> wellFormed, Function<Malformed, R> malformed) {
            return wellFormed.apply(this);
        }
    }

    /**
     * A record that is not a valid frame. The identifiers that could be read are kept for the UNSCORED verdict.
     *
     * @param frameId the sender's id, or {@code topic-partition-offset} when it gave none
     * @param line as read, or {@code unknown}
     * @param camera as read from header or key, or {@code unknown}
     * @param productId as read, if it was
     * @param reason the cause, which is also the metric's label
     * @param detail one line for the operator: what is wrong and what to do
     */
    record Malformed(
            String frameId,
            String line,
            String camera,
            Optional<String> partId,
            Optional<String> productId,
            UnscoredReason reason,
            String detail)
            implements FrameReading {
        /** A well-formed frame that cannot be scored for this reason. */
        public static Malformed of(Frame frame, UnscoredReason reason, String detail) {
            return new Malformed(
                    frame.id(),
                    frame.line(),
                    frame.camera(),
                    frame.partId(),
                    Optional.of(frame.productId()),
                    reason,
                    detail);
        }

        /** The same record for another reason. */
        public Malformed with(UnscoredReason other, String otherDetail) {
            return new Malformed(frameId, line, camera, partId, productId, other, otherDetail);
        }

        @Override
        public <R> R fold(Function<WellFormed, R> wellFormed, Function<Malformed, R> malformed) {
            return malformed.apply(this);
        }
    }
}
