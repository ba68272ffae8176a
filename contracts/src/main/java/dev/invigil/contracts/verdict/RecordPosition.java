// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Objects;

/** The position of a record in Kafka. */
public record RecordPosition(String topic, int partition, long offset) {
    public RecordPosition {
        Objects.requireNonNull(topic, "a position needs a topic");
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be at least 0, but are " + partition + ", " + offset);
        }
    }
}
