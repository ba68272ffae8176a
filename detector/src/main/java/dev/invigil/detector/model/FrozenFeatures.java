// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.training.FeatureCache;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a frozen encoder gives for all images of a training. It never changes, so it is computed once. */
public final class FrozenFeatures {
    private static final int BATCH = 16;

    private FrozenFeatures() {}

    /**
     * Computes them with the weights of the setup's encoder.
     *
     * @param shapes C,H,W of each result
     * @param results describes what is kept, of normalised images N,3,H,W
     * @return to be closed by the caller
     * @throws IOException if an image cannot be read, or the temporary folder has no room
     */
    public static FeatureCache of(
            DetectorTrainer.Setup setup,
            List<List<Integer>> shapes,
            Function<Term, List<Term>> results,
            ImageSource images,
            TrainingListener listener)
            throws IOException {
        Preprocessing preprocessing = setup.preprocessing();
        Input input = new Input("images");
        FeatureCache cache =
                new FeatureCache(shapes, images.count(), Math.min(setup.recipe().batch(), images.count()));
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(input),
                        results.apply(preprocessing.normalise(input)),
                        setup.encoder().weights(),
                        archive -> Program.evaluate(archive, setup.device())),
                setup.device())) {
            for (int first = 0; first < images.count(); first += BATCH) {
                int last = Math.min(first + BATCH, images.count());
                List<RgbImage> batch =
                        images.images(IntStream.range(first, last).toArray());
                cache.put(first, program.call("forward", preprocessing.batch(batch)));
                listener.encoded(last, images.count());
            }
            return cache;
        } catch (IOException | RuntimeException e) {
            cache.close();
            throw e;
        }
    }
}
