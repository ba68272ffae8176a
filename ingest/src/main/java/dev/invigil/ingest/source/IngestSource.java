// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.kit.lifecycle.Service;
import java.util.Optional;
import java.util.OptionalInt;

/** Something that frames come from. */
public interface IngestSource extends Service {

    /** Why it cannot take frames now, in one line; empty when it can. May be called from any thread. */
    Optional<String> problem();

    /** The port it listens on, when it listens; after the start. */
    default OptionalInt port() {
        return OptionalInt.empty();
    }
}
