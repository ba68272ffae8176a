// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** Why a metric has no value, in one wording everywhere; null when nothing is missing. */
final class Missing {
    private Missing() {}

    static String anomalies(long positives) {
        return positives == 0 ? "no anomaly" : null;
    }

    static String normals(long negatives) {
        return negatives == 0 ? "nothing normal" : null;
    }

    static String either(long positives, long negatives) {
        String reason = anomalies(positives);
        return reason == null ? normals(negatives) : reason;
    }
}
