// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import java.util.List;

/**
 * Frames that are sent together or not at all, in this order.
 *
 * @param forget names of this source whose records are no longer needed
 */
public record Submission(String source, List<Draft> drafts, List<String> forget) {

    public Submission {
        drafts = List.copyOf(drafts);
        forget = List.copyOf(forget);
    }

    /** Bytes of the images. */
    public long bytes() {
        return drafts.stream().mapToLong(draft -> draft.image().length).sum();
    }
}
