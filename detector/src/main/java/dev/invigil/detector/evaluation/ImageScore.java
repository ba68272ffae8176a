// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

/** One test image: its score and its truth. */
public record ImageScore(double score, boolean anomalous) {}
