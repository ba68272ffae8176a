// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.Frame;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A well-formed frame on its way to a verdict; its image has not been decoded yet.
 *
 * @param record the consumed record, needed for a dead letter
 * @param arrivedNanos when the poll thread took it
 */
record Accepted(RecordRef ref, ConsumerRecord<String, byte[]> record, Frame frame, long arrivedNanos) {}
