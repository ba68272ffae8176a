// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.lifecycle.FailureListener;
import java.time.Clock;
import java.util.regex.Pattern;

/** The configuration of one source, whatever its kind. */
public interface SourceConfig {

    /** Names of sources: they are part of keys on the progress topic. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** What {@link #NAME} asks for, in words. */
    String NAME_RULE = "must be 1 to 64 letters, digits, dots, dashes or underscores";

    /** Unique within the ingest. What has been sent is noted under it, so that changing it sends everything again. */
    String name();

    /** Makes the source; it does nothing before its start. */
    IngestSource open(Surroundings surroundings);

    /**
     * What every source gets.
     *
     * @param line the production line
     * @param frameLimit the largest encoded image
     * @param onFailure told of a failure that ends the source
     */
    record Surroundings(
            String line,
            DataSize frameLimit,
            FrameSink sink,
            IngestMetrics metrics,
            Clock clock,
            FailureListener onFailure) {}
}
