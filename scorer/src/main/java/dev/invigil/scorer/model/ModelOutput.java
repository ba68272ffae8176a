// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.map.AnomalyMap;

/**
 * The output of a model for one image.
 *
 * @param map the raw anomaly map, before smoothing
 * @param features of the whole image, compared with the prototypes of {@link ModelFacts}; empty when there are no prototypes
 */
public record ModelOutput(AnomalyMap map, float[] features) {}
