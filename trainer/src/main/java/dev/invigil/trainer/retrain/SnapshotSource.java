// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.trainer.snapshot.Snapshot;
import dev.invigil.trainer.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.List;

/** Where training sets come from. */
public interface SnapshotSource extends AutoCloseable {
    /**
     * Takes a training set as of now; the images of its frames are in the store afterwards.
     *
     * @throws dev.invigil.kit.OperatorException if the golden data cannot be used, or the broker does not answer
     * @throws InterruptedException if the run is cancelled or the service stops
     */
    Taken take(SnapshotStore store) throws IOException, InterruptedException;

    /** Releases what it holds; called by the thread that takes. */
    @Override
    default void close() {}

    /**
     * A training set.
     *
     * @param snapshot the list
     * @param notes for the operator, a line each
     */
    record Taken(Snapshot snapshot, List<String> notes) {}
}
