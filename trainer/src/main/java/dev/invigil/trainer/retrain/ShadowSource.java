// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.trainer.shadow.ShadowComparison;
import dev.invigil.trainer.shadow.ShadowTopic;
import java.time.Instant;
import java.util.Optional;

/** What models in shadow decided. */
@FunctionalInterface
public interface ShadowSource {
    /** So many frames are kept in the record of a run. */
    int LISTED = 20;

    /**
     * What a model decided in shadow, up to now.
     *
     * @param since earlier verdicts are left out
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    ShadowComparison compare(String digest, Instant since);

    /** The topic {@code verdicts.shadow}. */
    static ShadowSource of(ShadowTopic topic) {
        return (digest, since) -> topic.compare(digest, Optional.of(since), LISTED);
    }
}
