// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import dev.invigil.detector.map.AnomalyMap;

/**
 * A map after post-processing.
 *
 * @param whole smoothed, every pixel
 * @param map the same, with ignored pixels at its lowest value
 * @param wholeScore score of {@code whole}
 * @param score score of {@code map}
 * @param rule of the camera, which says what is ignored
 */
public record ScoredMap(AnomalyMap whole, AnomalyMap map, double wholeScore, double score, CameraRule rule) {}
