// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.RandomSource;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.FrozenFeatures;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.FeatureCache;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a UniAD on good images. The encoder is frozen, so the map that the transformer rebuilds is computed once for each image. What
 * is dropped and the jitter are drawn by a seed of each step; so on the processor, equal seeds, images and thread counts give equal
 * models, resumed or not.
 */
final class UniadTraining implements DetectorTrainer {
    /** What the references copy from a first layer into the others, instead of drawing it for each. */
    private static final Pattern COPIED =
            Pattern.compile("(.*\\.layers\\.)\\d+(\\.(?:.*\\.in_proj_weight|learned_embed\\.weight))");

    private final UniadFamily family;

    UniadTraining(UniadFamily family) {
        this.family = family;
    }

    @Override
    public boolean usesEncoder() {
        return true;
    }

    @Override
    public Detector train(Setup setup, ImageSource images, Checkpoints checkpoints, TrainingListener listener)
            throws IOException {
        if (images.count() == 0) {
            throw new IllegalArgumentException("no training image");
        }
        Recipe recipe = setup.recipe();
        Setting setting = family.setting();
        Encoder encoder = setting.levels(setup.encoder().network());
        SplittableRandom random = new SplittableRandom(recipe.seed());
        Uniad uniad = family.official(
                encoder, setup.preprocessing().height(), setup.preprocessing().width());
        Input map = new Input("map");
        Input seed = new Input("seed");
        Term loss = Uniad.loss(map, uniad.rebuildInTraining(map, setting.scope(), RandomSource.of(seed, map)));
        Map<String, HostTensor> drawn = initial(loss, random.split());
        // with a fresh optimiser: what it remembered is about other images
        Map<String, HostTensor> begin = setup.start()
                .map(state -> NetworkState.select(List.of(loss), state))
                .orElse(drawn);
        TrainingState start = checkpoints.last().orElseGet(() -> TrainingState.beginning(begin));
        TrainingProgram program =
                TrainingProgram.of(List.of(map, seed), loss, start, setting.optimiser(), recipe.precision());
        try (FeatureCache cache = FrozenFeatures.of(
                        setup,
                        List.of(List.of(uniad.channels(), uniad.rows(), uniad.columns())),
                        normalised -> List.of(neck(normalised, encoder, uniad, setup.preprocessing())),
                        images,
                        listener);
                TrainingStep training = new TrainingStep(program, setting.optimiser(), setup.device())) {
            RandomGenerator orders = random.split();
            long seeds = random.nextLong();
            new TrainingLoop(recipe, images.count(), setting.keepsLast(), setting.rates(recipe))
                    .run(
                            training,
                            start.steps(),
                            (chosen, step) -> List.of(cache.get(chosen).get(0), seed(seeds, step)),
                            orders,
                            checkpoints,
                            listener);
            return new Detector(family, spec(setup, encoder, uniad), state(training.state(), encoder, setup));
        }
    }

    /** The map that the transformer rebuilds. */
    private static Term neck(Term normalised, Encoder encoder, Uniad uniad, Preprocessing preprocessing) {
        List<Term> features = encoder.features(normalised, Scope.ROOT, preprocessing.height(), preprocessing.width());
        return Uniad.neck(features, uniad.rows(), uniad.columns());
    }

    private DetectorSpec spec(Setup setup, Encoder encoder, Uniad uniad) {
        return new DetectorSpec(
                family.name(),
                setup.preprocessing(),
                setup.postprocessing(),
                UniadShape.of(uniad, encoder, family.setting().optimiser()).write());
    }

    private Map<String, HostTensor> state(Map<String, HostTensor> trained, Encoder encoder, Setup setup) {
        Map<String, HostTensor> state = new LinkedHashMap<>(trained);
        List<Term> features = encoder.features(
                new Input("images"),
                Scope.ROOT,
                setup.preprocessing().height(),
                setup.preprocessing().width());
        state.putAll(family.setting()
                .encoderScope()
                .named(NetworkState.select(features, setup.encoder().weights())));
        return state;
    }

    /** Drawn parameters, of which the layers have some in common. */
    private static Map<String, HostTensor> initial(Term loss, RandomGenerator random) {
        Map<String, HostTensor> drawn = NetworkState.initial(List.of(loss), random);
        drawn.replaceAll((name, value) -> {
            Matcher matcher = COPIED.matcher(name);
            return matcher.matches() ? drawn.get(matcher.group(1) + 0 + matcher.group(2)) : value;
        });
        return drawn;
    }

    private static HostTensor seed(long seeds, int step) {
        return HostTensor.of(new long[] {new SplittableRandom(seeds + step).nextLong() >>> 1}, List.of());
    }
}
