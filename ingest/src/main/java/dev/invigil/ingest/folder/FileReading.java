// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;

/** What reading a settled file gave. */
sealed interface FileReading {

    /**
     * A frame to send.
     *
     * @param whole whether it ends as its format ends
     */
    record Loaded(Draft draft, boolean whole) implements FileReading {}

    /** The same content was sent before under this path; only the modification time is new. */
    record Touched() implements FileReading {}

    /** It changed or went away meanwhile; a later look decides. */
    record Unsettled() implements FileReading {}

    /** It will not become a frame. */
    record Refused(RefusalReason reason, String detail) implements FileReading {}
}
