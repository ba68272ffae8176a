// SPDX-License-Identifier: Apache-2.0
/**
 * From records of the {@code frames} topic to one committed verdict each. Progress, batching and load are pure and take
 * the time as an argument; {@link dev.invigil.scorer.pipeline.ScoringLoop} is the one thread that touches Kafka.
 */
package dev.invigil.scorer.pipeline;
