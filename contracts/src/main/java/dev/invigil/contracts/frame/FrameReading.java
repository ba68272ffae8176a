// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import dev.invigil.contracts.reason.UnscoredReason;
import java.util.Optional;

/** What a record on the {@code frames} topic turned out to be. */
public sealed interface FrameReading {

    /** A well-formed frame; its image has not been decoded yet. */
    record WellFormed(Frame frame) implements FrameReading {}

    /**
     * A record that is no frame. Whatever identity could be read is kept, so that the UNSCORED verdict names it.
     *
     * @param frameId the sender's id, or {@code topic-partition-offset} when it gave none
     * @param line as read, or {@code unknown}
     * @param camera as read from header or key, or {@code unknown}
     * @param productId as read, if it was
     * @param reason the cause, which is also the metric's label
     * @param detail one line for a person: what is wrong and what to do
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
