// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * Where the anomaly map of the frame is stored.
 *
 * @param topic the maps topic
 * @param key the record's key: the frame id
 */
public record MapReference(String topic, String key) {}
