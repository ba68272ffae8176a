// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/**
 * Where a frame's time went, in nanoseconds; what each means is said at
 * {@link dev.invigil.contracts.verdict.ProcessingTimes}.
 *
 * @param batch frames in its batch
 */
record StageTimes(long queue, long decode, long forward, long map, int batch) {}
