// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import dev.invigil.contracts.reason.UnscoredReason;
import java.util.Optional;

/** The result of reading a record of the {@code frames} topic. */
public sealed interface FrameReading {

    /** A well-formed frame; its image has not been decoded yet. */
    record WellFormed(Frame frame) implements FrameReading {}

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
            implements FrameReading {}
}
