// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;

/** The result of reading a stable file. */
sealed interface FileReading {

    /**
     * A frame to send.
     *
     * @param whole whether the image is complete by its format
     */
    record Loaded(Draft draft, boolean whole) implements FileReading {}

    /** The same content was sent before under this path; only the modification time is new. */
    record Touched() implements FileReading {}

    /** The file changed or was removed in the meantime; a later check decides. */
    record Unsettled() implements FileReading {}

    /** The file will not become a frame. */
    record Refused(RefusalReason reason, String detail) implements FileReading {}
}
