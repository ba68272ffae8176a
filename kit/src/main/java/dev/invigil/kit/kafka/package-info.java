// SPDX-License-Identifier: Apache-2.0
/**
 * Properties of Kafka clients (defaults, the operator's own passed through, the required ones protected), and reading whole topics:
 * {@link dev.invigil.kit.kafka.TopicReader} for records, {@link dev.invigil.kit.kafka.TopicTable} for compacted topics.
 */
package dev.invigil.kit.kafka;
