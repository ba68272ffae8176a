// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the records of a topic one by one. */
@FunctionalInterface
public interface RecordHandler {
    /** Returns why the record cannot be read; empty when it was taken. Key and value may be null or hold anything. */
    Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record);
}
