// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import java.nio.file.Path;

/**
 * The names of the files of a run. Each output appears as a whole, so one that is there is complete.
 *
 * @param folder of the run
 */
public record RunFiles(Path folder) {
    /** Where the run is in its life. */
    public Path state() {
        return folder.resolve("run-state.json");
    }

    /** What the child process is to do. */
    public Path job() {
        return folder.resolve("job.json");
    }

    /** The training set. */
    public Path snapshot() {
        return folder.resolve("snapshot.json");
    }

    /** The record of the training: steps, loss, checkpoint. */
    public Path fit() {
        return folder.resolve("fit");
    }

    /** The candidate. */
    public Path bundle() {
        return folder.resolve("bundle");
    }

    /** Results of the candidate on the held-out parts. */
    public Path candidate() {
        return folder.resolve("candidate.json");
    }

    /** Results of the active model on the same parts; absent when no model was active. */
    public Path active() {
        return folder.resolve("active.json");
    }

    /** Metrics of both models, per product. */
    public Path metrics() {
        return folder.resolve("metrics.json");
    }

    /** Parts of the training set that may be defective, the most suspicious first. */
    public Path suspects() {
        return folder.resolve("suspects.json");
    }

    /** Report pages of the evaluations. */
    public Path reports() {
        return folder.resolve("reports");
    }

    /** Small images of all held-out parts as a model sees them, for the gate's page. */
    public Path parts(String model) {
        return reports().resolve("parts").resolve(model);
    }

    /** The gate's decision. */
    public Path gate() {
        return folder.resolve("gate.json");
    }

    /** The gate's page and what it shows. */
    public Path gatePages() {
        return folder.resolve("gate");
    }

    /** What the child process logs. */
    public Path childLog() {
        return folder.resolve("child.log");
    }

    /** Held by the child process while it works. */
    public Path childLock() {
        return folder.resolve("child.lock");
    }
}
