// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Optional;

/**
 * What is kept of a test image.
 *
 * @param name unique within the class, or empty
 * @param content equal for equal images; empty where it is not known
 * @param max its score: the highest value of its map, or the one that it was given
 * @param mean the mean of its map
 * @param anomalous whether its mask has a pixel
 * @param sketch where the sketch of its pixels is stored; absent unless the class is to be resampled
 */
record SeenImage(
        String name,
        Optional<TestImage.View> view,
        Optional<String> content,
        double max,
        double mean,
        boolean anomalous,
        Optional<SpillFile.Place> sketch) {}
