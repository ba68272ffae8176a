// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.nio.file.Path;

/**
 * How scores are computed from maps, and how many are held in memory.
 *
 * @param pooling side of the average pooling before an image's score is taken; 1 for none (InvAD), 16 for UniAD
 * @param scoresInMemory scores of normal pixels, of all classes together, above which they go to disk; 8 bytes each, and 3
 *     more for a quarter as many scores of defect pixels
 * @param spillDirectory where temporary files go, 4 bytes a pixel (8 for double maps)
 * @param resampled whether to keep on disk what {@link ClassEvaluation#resamples} needs, some 10 kilobytes an image
 */
public record EvaluationOptions(int pooling, int scoresInMemory, Path spillDirectory, boolean resampled) {
    private static final int SCORES_IN_MEMORY = 1 << 23;

    public EvaluationOptions {
        if (pooling < 1) {
            throw new IllegalArgumentException("pooling must be at least 1, not " + pooling);
        }
        if (scoresInMemory < 1) {
            throw new IllegalArgumentException("scoresInMemory must be at least 1, not " + scoresInMemory);
        }
    }

    /** No pooling, eight million scores, the system's temporary folder. */
    public static EvaluationOptions defaults() {
        return new EvaluationOptions(1, SCORES_IN_MEMORY, Path.of(System.getProperty("java.io.tmpdir")), false);
    }

    public EvaluationOptions withPooling(int pooling) {
        return new EvaluationOptions(pooling, scoresInMemory, spillDirectory, resampled);
    }

    public EvaluationOptions withScoresInMemory(int scoresInMemory) {
        return new EvaluationOptions(pooling, scoresInMemory, spillDirectory, resampled);
    }

    public EvaluationOptions withSpillDirectory(Path spillDirectory) {
        return new EvaluationOptions(pooling, scoresInMemory, spillDirectory, resampled);
    }

    /** With what confidence intervals need. */
    public EvaluationOptions withResampling() {
        return new EvaluationOptions(pooling, scoresInMemory, spillDirectory, true);
    }

    /** One class's equal share of the memory. */
    EvaluationOptions sharedBy(int classes) {
        return withScoresInMemory(Math.max(1, scoresInMemory / Math.max(1, classes)));
    }
}
