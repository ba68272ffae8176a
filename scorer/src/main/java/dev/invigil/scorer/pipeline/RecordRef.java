// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import org.apache.kafka.common.TopicPartition;

/**
 * Names one record that is being worked on.
 *
 * @param partition where it was read
 * @param offset its offset there
 * @param epoch during which assignment of the partition it was read; work of an earlier epoch is dropped
 */
record RecordRef(TopicPartition partition, long offset, long epoch) {}
