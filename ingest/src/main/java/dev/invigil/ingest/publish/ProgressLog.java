// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.kit.kafka.RecordHandler;

/** The committed records of the progress topic, in order. Used by one thread. */
public interface ProgressLog extends AutoCloseable {

    /**
     * Passes every record committed since the last call (at the first call: every record) up to the current end of the topic to the
     * handler. A null value removes the key. A record that the handler cannot read is counted, logged and skipped.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker does not answer; a later call continues where this one stopped
     */
    void readToEnd(RecordHandler handler);

    @Override
    void close();
}
