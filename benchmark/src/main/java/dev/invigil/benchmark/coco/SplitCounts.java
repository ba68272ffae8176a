// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

/**
 * How many images a split has.
 *
 * @param trainNormal for training
 * @param testNormal to be passed
 * @param testAnomalous to be found
 */
public record SplitCounts(CocoAdSplit split, int trainNormal, int testNormal, int testAnomalous) {}
