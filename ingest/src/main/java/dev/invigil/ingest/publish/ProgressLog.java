// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.kit.kafka.RecordHandler;

/** The committed records of the progress topic, in order. Used by one thread. */
public interface ProgressLog extends AutoCloseable {

    /**
     * Hands over every record committed since the last call (at first: since ever) up to the end of the topic at the time of the call.
     * A null value removes the key. What the handler cannot read is counted, named in the log and skipped.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker does not answer; a later call goes on where this one stopped
     */
    void readToEnd(RecordHandler handler);

    @Override
    void close();
}
