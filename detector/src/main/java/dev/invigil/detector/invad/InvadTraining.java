// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.FrozenFeatures;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.Optimiser;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains an InvAD on good images. The encoder is frozen, so its features are computed once; an epoch costs the fuser and the decoder
 * only. On the processor, equal seeds, images and thread counts give equal models.
 */
final class InvadTraining implements DetectorTrainer {
    private final InvadFamily family;

    InvadTraining(InvadFamily family) {
        this.family = family;
    }

    @Override
    public boolean usesEncoder() {
        return true;
    }

    @Override
    public void requireEncoder(Encoder encoder) {
        family.resNet(encoder);
    }

    @Override
    public void requireEncoder(Encoder encoder, Preprocessing preprocessing) {
        requireEncoder(encoder);
    }

    @Override
    public Detector train(Setup setup, ImageSource images, Checkpoints checkpoints, TrainingListener listener)
            throws IOException {
        if (images.count() == 0) {
            throw new IllegalArgumentException("no training image");
        }
        Recipe recipe = setup.recipe();
        ResNet encoder = family.resNet(setup.encoder().network());
        SplittableRandom random = new SplittableRandom(recipe.seed());
        Invad invad = Invad.official(
                encoder.channels(),
                family.layers(),
                setup.preprocessing().height(),
                setup.preprocessing().width());
        List<Input> features = IntStream.range(0, encoder.channels().size())
                .mapToObj(i -> new Input("feature" + i))
                .toList();
        Term loss = Invad.loss(features, invad.decode(invad.fuse(features)), family.lossFactor());
        Map<String, HostTensor> drawn = NetworkState.initial(List.of(loss), random.split());
        // with a fresh optimiser: what it remembered is about other images
        Map<String, HostTensor> begin = setup.start()
                .map(state -> NetworkState.select(List.of(loss), state))
                .orElse(drawn);
        TrainingState start = checkpoints.last().orElseGet(() -> TrainingState.beginning(begin));
        TrainingProgram program = TrainingProgram.of(features, loss, start, Optimiser.OFFICIAL, recipe.precision());
        try (FeatureCache cache = FrozenFeatures.of(
                        setup,
                        featureShapes(encoder, setup.preprocessing()),
                        normalised -> encoder.describe(normalised, Scope.ROOT).layers(),
                        images,
                        listener);
                TrainingStep training = new TrainingStep(program, Optimiser.OFFICIAL, setup.device())) {
            new TrainingLoop(recipe, images.count(), false, TrainingLoop.Rates.fallingOnce(recipe, 0))
                    .run(
                            training,
                            start.steps(),
                            (chosen, step) -> cache.get(chosen),
                            random.split(),
                            checkpoints,
                            listener);
            Map<String, HostTensor> state = new LinkedHashMap<>(training.state());
            state.putAll(InvadFamily.ENCODER.named(NetworkState.select(
                    encoder.describe(new Input("image"), Scope.ROOT).layers(),
                    setup.encoder().weights())));
            DetectorSpec spec = new DetectorSpec(
                    family.name(),
                    setup.preprocessing(),
                    setup.postprocessing(),
                    InvadShape.of(invad, encoder, family.lossFactor()).write());
            return new Detector(family, spec, state);
        }
    }

    private static List<List<Integer>> featureShapes(ResNet encoder, Preprocessing preprocessing) {
        List<List<Integer>> shapes = new ArrayList<>();
        for (int level = 0; level < encoder.channels().size(); level++) {
            int stride = encoder.strides().get(level);
            shapes.add(List.of(
                    encoder.channels().get(level), preprocessing.height() / stride, preprocessing.width() / stride));
        }
        return shapes;
    }
}
