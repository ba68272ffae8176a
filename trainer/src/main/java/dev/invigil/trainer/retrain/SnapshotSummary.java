// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import java.util.List;
import java.util.Map;

/**
 * The training set of a run.
 *
 * @param digest of the snapshot
 * @param products number of members by product and role
 * @param notes for the operator, a line each, such as products that cannot be trained
 */
public record SnapshotSummary(String digest, Map<String, Counts> products, List<String> notes) {
    /** Members of a product, by role. */
    public record Counts(int train, int calibrate, int test) {}

    public SnapshotSummary {
        products = Map.copyOf(products);
        notes = List.copyOf(notes);
    }
}
