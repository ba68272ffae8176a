// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

/** Quantiles of the standard normal distribution, for plans; no decision rests on them. */
final class NormalQuantile {
    private NormalQuantile() {}

    /**
     * What is exceeded with this probability, by the rational approximation 26.2.23 of Abramowitz and Stegun (error below 0.00045).
     *
     * @param probability above 0, at most 0.5
     */
    static double upper(double probability) {
        double t = Math.sqrt(-2 * Math.log(probability));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}
