// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/** Where a record stands in Kafka. */
public record RecordPosition(String topic, int partition, long offset) {}
