// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import java.util.Map;

/**
 * A topic as the broker describes it.
 *
 * @param configs Kafka's own names and values, defaults included
 */
record TopicState(int partitions, int replicationFactor, Map<String, String> configs) {}
