// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The epochs of a training by gradient steps: each sees all images once, in an order of its own.
 *
 * @param recipe epochs, batch and rate
 * @param images how many there are
 * @param keepsLast whether the last, incomplete batch of an epoch is a step, too; if not, it is skipped unless it is the only one
 * @param rates the learning rate of each step
 */
public record TrainingLoop(Recipe recipe, int images, boolean keepsLast, Rates rates) {
    private static final double UNDECAYED_PART = 0.8;
    private static final double DECAY = 0.1;

    /** A schedule. */
    @FunctionalInterface
    public interface Rates {
        /** The learning rate of a step, counted from 0 over all epochs. */
        double at(int step, int stepsPerEpoch);

        /**
         * The recipe's rate in the first four fifths of the epochs, then a tenth of it. A single epoch has the recipe's rate throughout.
         *
         * @param late how many epochs later it falls
         */
        static Rates fallingOnce(Recipe recipe, int late) {
            int undecayed = (int) (UNDECAYED_PART * recipe.epochs());
            return (step, stepsPerEpoch) -> {
                boolean hasFallen = undecayed > 0 && step / stepsPerEpoch >= undecayed + late;
                return hasFallen ? recipe.learningRate() * DECAY : recipe.learningRate();
            };
        }
    }

    /** What a step is given. */
    @FunctionalInterface
    public interface Batches {
        /**
         * The arguments of the training program.
         *
         * @param images the numbers of the batch's images
         * @param step counted from 0 over all epochs
         * @throws IOException if they cannot be read
         */
        List<HostTensor> of(int[] images, int step) throws IOException;
    }

    /**
     * Takes all steps that were not taken yet.
     *
     * @param taken how many steps were taken before, in another process: the epochs behind them are shuffled, too, since each order comes
     *     from the one before
     * @param random draws the orders
     * @throws IOException if a batch cannot be read, or a checkpoint cannot be written
     * @throws IllegalStateException if the loss is no longer a finite number
     */
    public void run(
            TrainingStep training,
            int taken,
            Batches batches,
            RandomGenerator random,
            Checkpoints checkpoints,
            TrainingListener listener)
            throws IOException {
        int batch = Math.min(recipe.batch(), images);
        int steps = keepsLast ? (images + batch - 1) / batch : recipe.stepsPerEpoch(images);
        int[] order = IntStream.range(0, images).toArray();
        for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
            shuffle(order, random);
            for (int step = Math.max(0, taken - epoch * steps); step < steps; step++) {
                int number = epoch * steps + step;
                double rate = rates.at(number, steps);
                int[] chosen = Arrays.copyOfRange(order, step * batch, Math.min((step + 1) * batch, images));
                TrainingStep.Outcome outcome = training.step(batches.of(chosen, number), rate);
                if (!Double.isFinite(outcome.loss())) {
                    throw new IllegalStateException(
                            "training diverged in epoch %d: the loss is %s; lower the learning rate of %s"
                                    .formatted(epoch + 1, outcome.loss(), recipe.learningRate()));
                }
                TrainingListener.Progress progress = new TrainingListener.Progress(
                        epoch + 1,
                        recipe.epochs(),
                        step + 1,
                        steps,
                        Map.of(TrainingListener.Progress.LOSS, outcome.loss()),
                        rate,
                        outcome.gradientNorm());
                listener.stepped(progress);
                checkpoints.stepped(progress, training::snapshot);
            }
        }
    }

    private static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
