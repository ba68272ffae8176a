// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.util.List;
import java.util.Map;

/**
 * One product class of a benchmark.
 *
 * @param name as in the verdicts' {@code productId}
 * @param train images of good parts for training; may be empty if the data is only evaluated
 * @param test images with known truth; may be empty if the data is only used for training
 * @param samples of good parts that have several views: the part, by image; images without one show a part of their own
 */
public record ProductClass(String name, List<Picture> train, List<TestPhotograph> test, Map<Picture, String> samples) {
    public ProductClass {
        train = List.copyOf(train);
        test = List.copyOf(test);
        samples = Map.copyOf(samples);
    }

    /** A class of which each image shows a part of its own. */
    public ProductClass(String name, List<Picture> train, List<TestPhotograph> test) {
        this(name, train, test, Map.of());
    }
}
