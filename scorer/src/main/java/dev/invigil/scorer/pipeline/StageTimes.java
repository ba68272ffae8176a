// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/**
 * Processing times of a frame, in nanoseconds; defined in
 * {@link dev.invigil.contracts.verdict.ProcessingTimes}.
 *
 * @param batch frames in its batch
 */
record StageTimes(long queue, long decode, long forward, long map, int batch) {}
