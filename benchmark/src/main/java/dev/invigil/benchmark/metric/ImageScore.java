// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** One test image: its score and its truth. */
public record ImageScore(double score, boolean anomalous) {}
