// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.map.AnomalyMap;

/**
 * What a model makes of one picture.
 *
 * @param map the raw anomaly map, before smoothing
 * @param features of the picture as a whole, for the prototypes of {@link ModelFacts}; empty when there are none
 */
public record Impression(AnomalyMap map, float[] features) {}
