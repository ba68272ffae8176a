// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingListener;
import dev.invigil.detector.training.TrainingLoop;
import dev.invigil.detector.training.TrainingStep;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Trains a restoration network on good images, end to end: no part of it is frozen. Each step shows each image of its batch with one
 * erasure, drawn at random; the loss is the mean squared error (L2). Afterwards the mean error (L1) of each erasure over all training
 * images is measured, with the network as it scores.
 *
 * <p>Images are read again in each epoch, since all of them may not fit into memory.
 */
final class ArnetTraining implements DetectorTrainer {
    private static final int MEASURED_BATCH = 8;
    private static final int PERIODS = 10;
    private static final double DECAY = 0.5;

    /** An error that good images do not have in practice; it keeps a network that restores everything from dividing by 0. */
    private static final double LEAST_ERROR = 1e-6;

    private final ArnetFamily family;

    ArnetTraining(ArnetFamily family) {
        this.family = family;
    }

    @Override
    public boolean usesEncoder() {
        return false;
    }

    @Override
    public Detector train(Setup setup, ImageSource images, Checkpoints checkpoints, TrainingListener listener)
            throws IOException {
        if (images.count() == 0) {
            throw new IllegalArgumentException("no training image");
        }
        Preprocessing preprocessing = setup.preprocessing();
        RestorationNetwork.requireSize(preprocessing.height(), preprocessing.width());
        Recipe recipe = setup.recipe();
        RestorationNetwork network = new RestorationNetwork(family.width());
        Input shown = new Input("images");
        Input choice = new Input("choice");
        Term originals = preprocessing.normalise(shown);
        Term loss = network.restore(Erasing.chosen(originals, choice), RgbImage.CHANNELS)
                .meanSquaredError(originals);
        SplittableRandom random = new SplittableRandom(recipe.seed());
        Map<String, HostTensor> drawn = NetworkState.initial(List.of(loss), random.split());
        Map<String, HostTensor> begin = setup.start()
                .map(state -> NetworkState.select(List.of(loss), state))
                .orElse(drawn);
        TrainingState start = checkpoints.last().orElseGet(() -> TrainingState.beginning(begin));
        TrainingProgram program =
                TrainingProgram.of(List.of(shown, choice), loss, start, Optimiser.GRADIENT_DESCENT, recipe.precision());
        Map<String, HostTensor> state;
        try (TrainingStep training = new TrainingStep(program, Optimiser.GRADIENT_DESCENT, setup.device())) {
            new TrainingLoop(recipe, images.count(), false, (step, steps) -> learningRate(recipe, step, steps))
                    .run(
                            training,
                            start.steps(),
                            (chosen, step) -> arguments(chosen, step, preprocessing, images, recipe.seed()),
                            random.split(),
                            checkpoints,
                            listener);
            state = new LinkedHashMap<>(training.state());
        }
        state.put(RestorationError.TRAINING_ERROR, trainingError(network, setup, images, state));
        DetectorSpec spec = new DetectorSpec(
                family.name(), preprocessing, setup.postprocessing(), new ArnetShape(family.width()).write());
        return new Detector(family, spec, state);
    }

    /** The learning rate of a step, counted from 0 over all epochs: halved after each tenth of the training. */
    static double learningRate(Recipe recipe, int step, int stepsPerEpoch) {
        int period = (int) ((long) PERIODS * step / ((long) recipe.epochs() * stepsPerEpoch));
        return recipe.learningRate() * Math.pow(DECAY, period);
    }

    /** The images of a step, and an erasure for each, which follows from the seed and the step. */
    private static List<HostTensor> arguments(
            int[] chosen, int step, Preprocessing preprocessing, ImageSource images, long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(new SplittableRandom(seed + step).nextLong());
        return List.of(preprocessing.batch(images.images(chosen)), Erasing.draw(chosen.length, random));
    }

    private static HostTensor trainingError(
            RestorationNetwork network, Setup setup, ImageSource images, Map<String, HostTensor> state)
            throws IOException {
        Preprocessing preprocessing = setup.preprocessing();
        Input input = new Input("images");
        Term errors = ArnetFamily.errors(network, preprocessing, preprocessing.normalise(input))
                .spatialMean();
        double[] sums = new double[Erasing.COUNT];
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(input), List.of(errors), state, archive -> Program.evaluate(archive, setup.device())),
                setup.device())) {
            for (int first = 0; first < images.count(); first += MEASURED_BATCH) {
                int last = Math.min(first + MEASURED_BATCH, images.count());
                List<RgbImage> batch =
                        images.images(IntStream.range(first, last).toArray());
                float[] measured = program.call("forward", preprocessing.batch(batch))
                        .get(0)
                        .floats();
                for (int i = 0; i < measured.length; i++) {
                    sums[i % Erasing.COUNT] += measured[i];
                }
            }
        }
        float[] means = new float[Erasing.COUNT];
        for (int j = 0; j < Erasing.COUNT; j++) {
            double mean = sums[j] / images.count();
            if (!Double.isFinite(mean)) {
                throw new IllegalStateException(
                        "training diverged: the restored training images are not finite; lower the"
                                + " learning rate of " + setup.recipe().learningRate());
            }
            means[j] = (float) Math.max(LEAST_ERROR, mean);
        }
        return HostTensor.of(means, Erasing.COUNT);
    }
}
