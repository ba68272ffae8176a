// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.util.List;

/**
 * One product class of a benchmark.
 *
 * @param name as in the verdicts' {@code productId}
 * @param train good parts to learn from; may be empty when the data is only evaluated
 * @param test photographs with known truth; may be empty when the data is only learned from
 */
public record ProductClass(String name, List<Picture> train, List<TestPhotograph> test) {
    public ProductClass {
        train = List.copyOf(train);
        test = List.copyOf(test);
    }
}
