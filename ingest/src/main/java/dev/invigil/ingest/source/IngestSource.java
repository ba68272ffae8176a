// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.kit.lifecycle.Service;
import java.util.Optional;
import java.util.OptionalInt;

/** A source of frames. */
public interface IngestSource extends Service {

    /** Why the source cannot accept frames now, in one line; empty when it can. Any thread. */
    Optional<String> problem();

    /** The port that it listens on, if it has one; valid after the start. */
    default OptionalInt port() {
        return OptionalInt.empty();
    }
}
