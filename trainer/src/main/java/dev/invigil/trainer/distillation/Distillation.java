// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Constant;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.TrainingStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Distils a narrow encoder from a wide one: it learns to predict the wide one's features on random views of images.
 * No labels are needed, and what the images show matters little as long as they vary. One thread at a time; equal seeds,
 * images and thread counts give equal encoders on the processor.
 */
public final class Distillation implements AutoCloseable {
    /** One in this many images is held out for evaluation. */
    private static final int HELD_OUT = 20;

    private static final int MOST_HELD_OUT = 100;
    private static final int STATISTICS_BATCHES = 24;
    private static final int JUDGING_BATCH = 8;
    /**
     * An InvAD starts with predictions of about 1. The larger the features, the less that noise matters and the faster it learns, up
     * to a point: {@code docs/TINY.md} has what was measured.
     */
    private static final double SPREAD = 3;
    /** From here on the learning rate is so small that the weights hardly move, and the statistics of the steps are averaged. */
    private static final double SETTLING_FROM = 0.9;

    private final DistillationRecipe recipe;
    private final ResNet student;
    private final ComputeDevice device;
    private final FrozenEncoder teacher;
    private final List<RgbImage> heldOut;
    private final DistillationBatches lessons;
    private final List<Input> inputs;
    private final DistillationLoss imitation;
    private final Term picture;
    private final List<Term> targets;
    private final TrainingStep training;
    private final SettledStatistics statistics = new SettledStatistics();
    private int steps;

    /**
     * Loads the teacher and computes its feature statistics on some images.
     *
     * @param teacher a trained network
     * @param weights the teacher's, under torchvision's names
     * @param student the network to make
     * @param photographs at least two
     */
    public Distillation(
            DistillationRecipe recipe,
            ResNet teacher,
            Map<String, HostTensor> weights,
            ResNet student,
            List<RgbImage> photographs,
            ComputeDevice device) {
        if (photographs.size() < 2) {
            throw new IllegalArgumentException("distillation needs at least two images, not " + photographs.size());
        }
        this.recipe = recipe;
        this.student = student;
        this.device = device;
        SplittableRandom seeds = new SplittableRandom(recipe.seed());
        this.heldOut = IntStream.range(0, photographs.size())
                .filter(i -> i % HELD_OUT == 1)
                .limit(MOST_HELD_OUT)
                .mapToObj(photographs::get)
                .toList();
        List<RgbImage> shown = IntStream.range(0, photographs.size())
                .filter(i -> i % HELD_OUT != 1 || i / HELD_OUT >= MOST_HELD_OUT)
                .mapToObj(photographs::get)
                .toList();
        this.teacher = new FrozenEncoder(teacher, weights, device);
        this.lessons = new DistillationBatches(recipe, this.teacher, shown, new Views(seeds.split()), seeds.split());
        this.imitation = new DistillationLoss(student, teacher.channels());
        Input pictures = new Input("pictures");
        this.picture = FrozenEncoder.normalise(pictures);
        List<ChannelStatistics> channels = statistics();
        this.inputs = new ArrayList<>(List.of(pictures));
        this.targets = new ArrayList<>();
        for (int level = 0; level < channels.size(); level++) {
            Input feature = new Input("feature" + level);
            inputs.add(feature);
            targets.add(feature.minus(new Constant(channels.get(level).mean()))
                    .times(new Constant(channels.get(level).factors())));
        }
        Term loss = imitation.loss(picture, targets);
        Map<String, HostTensor> initial = NetworkState.initial(List.of(loss), seeds.split());
        this.training = new TrainingStep(
                TrainingProgram.of(inputs, loss, initial, DistillationRecipe.OPTIMISER),
                DistillationRecipe.OPTIMISER,
                device);
    }

    /** Whether all steps are taken. */
    public boolean isDone() {
        return steps == recipe.steps();
    }

    /** Steps taken. */
    public int steps() {
        return steps;
    }

    /**
     * Runs the next step.
     *
     * @return the loss of its views: about 1 for an untrained student
     * @throws IllegalStateException if the loss is not finite
     */
    public double step() {
        double loss =
                training.step(lessons.batch(steps), recipe.learningRate(steps)).loss();
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException(
                    "distillation diverged in step %d: the loss is %s; lower the learning rate of %s"
                            .formatted(steps + 1, loss, recipe.learningRate()));
        }
        steps++;
        if (steps > SETTLING_FROM * recipe.steps()) {
            statistics.add(training.state());
        }
        return loss;
    }

    /**
     * The encoder as it is now, under torchvision's names. At each level its features have a standard deviation of {@value #SPREAD}
     * on the held-out images.
     */
    public Map<String, HostTensor> encoder() {
        Map<String, HostTensor> encoder = learned();
        try (FrozenEncoder frozen = new FrozenEncoder(student, encoder, device)) {
            List<ChannelStatistics> channels =
                    student.channels().stream().map(ChannelStatistics::new).toList();
            for (List<byte[]> pictures : unalteredBatches()) {
                List<HostTensor> features =
                        frozen.features(FrozenEncoder.batch(DistillationRecipe.LARGEST_VIEW, pictures));
                for (int level = 0; level < features.size(); level++) {
                    channels.get(level).add(features.get(level));
                }
            }
            return FeatureScaling.scaled(
                    student,
                    encoder,
                    channels.stream().map(level -> SPREAD / level.spread()).toList());
        }
    }

    private Map<String, HostTensor> learned() {
        Map<String, HostTensor> state = statistics.in(training.state());
        Map<String, HostTensor> encoder = new LinkedHashMap<>();
        NetworkState.parameters(
                        student.describe(new Input("picture"), Scope.ROOT).layers())
                .keySet()
                .forEach(name -> encoder.put(name, state.get(name)));
        return encoder;
    }

    /**
     * How much of the variance of the teacher's features the student explains on held-out images, at full size and
     * unaltered.
     *
     * @return per level, fine to coarse: 1 is all of their variance, 0 no more than the mean
     */
    public List<Double> explained() {
        List<Term> outputs = new ArrayList<>(imitation.errors(picture, targets));
        targets.forEach(target -> outputs.add(target.meanSquaredError(target.times(0))));
        int levels = targets.size();
        double[] sums = new double[2 * levels];
        try (Program program = Program.load(
                ScoringProgram.of(
                        inputs, outputs, statistics.in(training.state()), archive -> Program.evaluate(archive, device)),
                device)) {
            for (List<byte[]> pictures : unalteredBatches()) {
                List<HostTensor> results = program.call(
                        "forward",
                        teacher.withFeatures(FrozenEncoder.batch(DistillationRecipe.LARGEST_VIEW, pictures))
                                .toArray(HostTensor[]::new));
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += results.get(i).doubles()[0] * pictures.size();
                }
            }
        }
        return IntStream.range(0, levels)
                .mapToObj(level -> 1 - sums[level] / sums[levels + level])
                .toList();
    }

    /** The held-out images, at full size. */
    private List<List<byte[]>> unalteredBatches() {
        int size = DistillationRecipe.LARGEST_VIEW;
        List<byte[]> all = heldOut.stream()
                .map(photograph -> photograph.resized(size, size).rgb())
                .toList();
        return IntStream.iterate(0, first -> first < all.size(), first -> first + JUDGING_BATCH)
                .mapToObj(first -> all.subList(first, Math.min(first + JUDGING_BATCH, all.size())))
                .toList();
    }

    private List<ChannelStatistics> statistics() {
        List<ChannelStatistics> channels =
                teacher.channels().stream().map(ChannelStatistics::new).toList();
        for (int i = 0; i < STATISTICS_BATCHES; i++) {
            List<HostTensor> features = lessons.fresh(i).subList(1, 1 + channels.size());
            for (int level = 0; level < features.size(); level++) {
                channels.get(level).add(features.get(level));
            }
        }
        return channels;
    }

    @Override
    public void close() {
        training.close();
        teacher.close();
    }
}
