// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.ingest.frame.RefusalReason;
import java.util.List;

/** What became of a submission, as a whole. */
public sealed interface Publication {

    /**
     * Committed on the broker, now or by an earlier submission of the same frames.
     *
     * @param frames one for each draft, in the same order
     */
    record Committed(List<SentFrame> frames) implements Publication {}

    /**
     * Not on the broker, and never will be unless submitted again. Only when the publisher ended by a failure it may be there all the
     * same; the next publisher knows, and does not send it twice.
     *
     * @param reason BUSY or BROKER_AWAY: try again later; TOO_LARGE: the broker will not take it
     * @param detail one line for a person
     */
    record NotSent(RefusalReason reason, String detail) implements Publication {}
}
