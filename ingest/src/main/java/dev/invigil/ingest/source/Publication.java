// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.ingest.frame.RefusalReason;
import java.util.List;
import java.util.function.Function;

/** The result of a submission as a whole. */
public sealed interface Publication {

    /** The result of the function for this kind of publication. */
    <R> R fold(Function<Committed, R> committed, Function<NotSent, R> notSent);

    /**
     * Committed on the broker, now or by an earlier submission of the same frames.
     *
     * @param frames one for each draft, in the same order
     */
    record Committed(List<SentFrame> frames) implements Publication {
        @Override
        public <R> R fold(Function<Committed, R> committed, Function<NotSent, R> notSent) {
            return committed.apply(this);
        }
    }

    /**
     * Not on the broker unless submitted again. Only if the publisher ended with a failure, the frames may have been committed; the next
     * publisher detects this and does not send them twice.
     *
     * @param reason BUSY or BROKER_AWAY: try again later; TOO_LARGE: the broker does not accept a frame of this size
     * @param detail one line for the operator
     */
    record NotSent(RefusalReason reason, String detail) implements Publication {
        @Override
        public <R> R fold(Function<Committed, R> committed, Function<NotSent, R> notSent) {
            return notSent.apply(this);
        }
    }
}
