// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.GaussianFilter;
import java.util.Objects;

/**
 * What follows the network: how its raw map is smoothed and how the smoothed map becomes the image's score. The bundle's
 * manifest states it, and calibration, evaluation and the scorer read it from there.
 *
 * @param sigma of the Gaussian that smooths the raw map, in pixels of the map, 0 (none) to {@value #MAX_SIGMA}
 * @param score how the image's score comes from the smoothed map
 * @param tolerance how far the scores of one image may differ because of batch size, threads or device, in units of the
 *     score, 0 or more; a score within it of a threshold counts as equal to the threshold
 */
public record PostProcessing(double sigma, ImageScore score, double tolerance) {
    /** Of a bundle written before tolerances were stated: scores are compared exactly. */
    public static final double NO_TOLERANCE = 0;

    /** The tolerance for float32 maps with values of about 0 to 2. */
    public static final double DEFAULT_TOLERANCE = 1e-5;

    static final double MAX_SIGMA = 256;

    public PostProcessing {
        Objects.requireNonNull(score, "score");
        if (!(sigma >= 0 && sigma <= MAX_SIGMA)) {
            throw new IllegalArgumentException(
                    "post-processing: sigma must be 0 to " + MAX_SIGMA + " pixels, not " + sigma);
        }
        if (!(tolerance >= 0) || !Double.isFinite(tolerance)) {
            throw new IllegalArgumentException(
                    "post-processing: the tolerance must be a finite number, 0 or more, not " + tolerance);
        }
    }

    /** A Gaussian and the largest value, with the default tolerance. */
    public static PostProcessing maximum(double sigma) {
        return new PostProcessing(sigma, ImageScore.MAXIMUM, DEFAULT_TOLERANCE);
    }

    /** The filter that smooths raw maps. Thread-safe; make it once per model. */
    public GaussianFilter smoothing() {
        return new GaussianFilter(sigma);
    }

    /** The score of a smoothed map. */
    public double score(AnomalyMap smoothed) {
        return score.of(smoothed);
    }
}
