// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

/** Told every distinct score, from the highest to the lowest, with what lies at or above it. */
interface CurveListener {

    /**
     * @param score the threshold; all counts are of scores {@code >= score}
     * @param truePositives anomalous ones (pixels or images) among them
     * @param falsePositives normal ones among them
     * @param overlap sum over all regions of the covered share of the region; 0 for images
     */
    void point(double score, long truePositives, long falsePositives, double overlap);
}
