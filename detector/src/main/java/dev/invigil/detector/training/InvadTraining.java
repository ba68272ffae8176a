// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.network.Input;
import dev.invigil.detector.network.Invad;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.network.NetworkState;
import dev.invigil.detector.network.Picture;
import dev.invigil.detector.network.ResNet;
import dev.invigil.detector.network.Scope;
import dev.invigil.detector.network.Term;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Trains an InvAD on good pictures. The encoder is frozen, so its features are computed once; an epoch costs the fuser and the decoder
 * only. On the processor, equal seeds, pictures and thread counts give equal models.
 */
public final class InvadTraining {
    private static final int ENCODING_BATCH = 16;

    private final Recipe recipe;
    private final Map<String, HostTensor> encoderWeights;
    private final ResNet encoder;
    private final ComputeDevice device;

    /**
     * @param encoderWeights a ResNet under torchvision's names; what lies behind its third layer is ignored
     * @param strideFirst see {@link ResNet}
     * @throws IllegalArgumentException if these are not a ResNet's weights
     */
    public InvadTraining(
            Recipe recipe, Map<String, HostTensor> encoderWeights, boolean strideFirst, ComputeDevice device) {
        this.recipe = recipe;
        this.encoder = ResNet.of(encoderWeights, strideFirst);
        this.encoderWeights = encoderWeights;
        this.device = device;
    }

    /** Trains without checkpoints; see {@link #train(PictureSource, Checkpoints, TrainingListener)}. */
    public InvadModel train(PictureSource pictures, TrainingListener listener) throws IOException {
        return train(pictures, Checkpoints.NONE, listener);
    }

    /**
     * Trains to the last step, from the first parameter or from where a checkpoint ends. On the processor, and with the same number of
     * threads, both give the same model.
     *
     * @throws IOException if a picture cannot be read, the temporary folder has no room for the features, or a checkpoint cannot be written
     * @throws IllegalArgumentException if there is no picture, or the checkpoint is of another network
     * @throws IllegalStateException if the loss is no number any more
     */
    public InvadModel train(PictureSource pictures, Checkpoints checkpoints, TrainingListener listener)
            throws IOException {
        if (pictures.count() == 0) {
            throw new IllegalArgumentException("there is no picture to learn from");
        }
        SplittableRandom random = new SplittableRandom(recipe.seed());
        Invad invad = Invad.official(encoder.channels(), recipe.variant().layers(), recipe.pictureSize());
        List<Input> features = IntStream.range(0, encoder.channels().size())
                .mapToObj(i -> new Input("feature" + i))
                .toList();
        Term loss = Invad.loss(
                features, invad.decode(invad.fuse(features)), recipe.variant().lossFactor());
        TrainingState drawn = TrainingState.beginning(NetworkState.initial(List.of(loss), random.split()));
        TrainingState start = checkpoints.last().orElse(drawn);
        TrainingProgram program = TrainingProgram.of(features, loss, start, Optimiser.OFFICIAL, recipe.precision());
        try (FeatureCache cache = encode(pictures, listener);
                TrainingStep training = new TrainingStep(program, Optimiser.OFFICIAL, device)) {
            run(training, start.steps(), cache, pictures.count(), random.split(), checkpoints, listener);
            Map<String, HostTensor> state = new LinkedHashMap<>(training.state());
            NetworkState.select(
                            encoder.describe(new Input("picture"), Scope.ROOT).layers(), encoderWeights)
                    .forEach((name, value) -> state.put(Invad.ENCODER.prefix() + name, value));
            return new InvadModel(state, encoder.strideFirst());
        }
    }

    private void run(
            TrainingStep training,
            int taken,
            FeatureCache cache,
            int pictures,
            RandomGenerator random,
            Checkpoints checkpoints,
            TrainingListener listener)
            throws IOException {
        int steps = recipe.stepsPerEpoch(pictures);
        int batch = Math.min(recipe.batch(), pictures);
        int[] order = IntStream.range(0, pictures).toArray();
        for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
            // epochs behind a checkpoint are shuffled, too: each order comes from the one before
            shuffle(order, random);
            for (int step = Math.max(0, taken - epoch * steps); step < steps; step++) {
                double rate = recipe.learningRate(epoch * steps + step, steps);
                int[] chosen = Arrays.copyOfRange(order, step * batch, (step + 1) * batch);
                TrainingStep.Outcome outcome = training.step(cache.get(chosen), rate);
                if (!Double.isFinite(outcome.loss())) {
                    throw new IllegalStateException(
                            "training diverged in epoch %d: the loss is %s; lower the learning rate of %s"
                                    .formatted(epoch + 1, outcome.loss(), recipe.learningRate()));
                }
                TrainingListener.Progress progress = new TrainingListener.Progress(
                        epoch + 1, recipe.epochs(), step + 1, steps, outcome.loss(), rate, outcome.gradientNorm());
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

    /** The features of all pictures, by the frozen encoder. */
    private FeatureCache encode(PictureSource pictures, TrainingListener listener) throws IOException {
        Input input = new Input("pictures");
        List<Term> features =
                encoder.describe(Picture.normalise(input), Scope.ROOT).layers();
        FeatureCache cache =
                new FeatureCache(featureShapes(), pictures.count(), Math.min(recipe.batch(), pictures.count()));
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(input), features, encoderWeights, archive -> Program.evaluate(archive, device)),
                device)) {
            for (int first = 0; first < pictures.count(); first += ENCODING_BATCH) {
                int last = Math.min(first + ENCODING_BATCH, pictures.count());
                List<byte[]> batch = new ArrayList<>();
                for (int i = first; i < last; i++) {
                    batch.add(pictures.picture(i));
                }
                cache.put(first, program.call("forward", Picture.batch(recipe.pictureSize(), batch)));
                listener.encoded(last, pictures.count());
            }
            return cache;
        } catch (IOException | RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private List<List<Integer>> featureShapes() {
        List<List<Integer>> shapes = new ArrayList<>();
        for (int level = 0; level < encoder.channels().size(); level++) {
            int side = recipe.pictureSize() / (4 << level);
            shapes.add(List.of(encoder.channels().get(level), side, side));
        }
        return shapes;
    }
}
