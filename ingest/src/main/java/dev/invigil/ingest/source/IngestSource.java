// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.kit.lifecycle.Service;
import java.util.Optional;

/** Something that frames come from. */
public interface IngestSource extends Service {

    /** Why it cannot take frames now, in one line; empty when it can. May be called from any thread. */
    Optional<String> problem();
}
