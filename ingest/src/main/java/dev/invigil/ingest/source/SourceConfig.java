// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.lifecycle.FailureListener;
import java.time.Clock;
import java.util.regex.Pattern;

/** The configuration of one source of any kind. */
public interface SourceConfig {

    /** Valid names of sources; they are part of keys on the progress topic. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** The rule of {@link #NAME} as text for messages. */
    String NAME_RULE = "must be 1 to 64 letters, digits, dots, dashes or underscores";

    /** Unique within the ingest. Sent frames are recorded under it, so changing it sends everything again. */
    String name();

    /** Creates the source; it is inactive until its start. */
    IngestSource open(Surroundings surroundings);

    /**
     * The surroundings of every source.
     *
     * @param line the production line
     * @param frameLimit the largest encoded image
     * @param onFailure called with a failure that ends the source
     */
    record Surroundings(
            String line,
            DataSize frameLimit,
            FrameSink sink,
            IngestMetrics metrics,
            Clock clock,
            FailureListener onFailure) {}
}
