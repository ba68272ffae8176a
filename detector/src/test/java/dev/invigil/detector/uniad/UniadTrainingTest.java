// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.invigil.detector.StripedImages;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.encoder.EfficientNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.StatesOfEachStep;
import dev.invigil.detector.training.TrainingListener.Progress;
import dev.invigil.detector.training.TrainingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UniadTrainingTest {
    private static final int SIZE = 64;
    private static final DetectorTrainer.EncoderWeights RESNET =
            new DetectorTrainer.EncoderWeights(TinyModels.ENCODER, TinyModels.encoderWeights(5));

    @Test
    void shouldLearnWhatIsNormal() throws IOException {
        List<Progress> heard = new ArrayList<>();

        Detector model = train(UniadFamily.UNIAD, RESNET, recipe(10, 4, 7), 8, Checkpoints.NONE, heard);

        assertThat(heard).hasSize(20);
        assertThat(heard.get(19).loss()).isLessThan(heard.get(0).loss());
        assertThat(heard.get(15).learningRate()).isEqualTo(1e-3);
        assertThat(heard.get(16).learningRate()).isEqualTo(1e-3 * 0.1);
        try (OpenDetector scorer = model.open(TestDevice.CPU)) {
            OpenDetector.Batch batch =
                    scorer.score(List.of(StripedImages.grey(8, SIZE).image(3), TinyModels.noise(SIZE, 1)));
            assertThat(batch.maps().get(0).max()).isLessThan(batch.maps().get(1).max());
            assertThat(batch.features().get(0))
                    .hasSize(TinyModels.ENCODER.channels().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
        }
    }

    @Test
    void shouldLearnOnAnEfficientNet() throws IOException {
        EfficientNet narrow = new EfficientNet(
                8,
                List.of(
                        new EfficientNet.Stage(1, 3, 1, 1, 4),
                        new EfficientNet.Stage(2, 3, 2, 6, 6),
                        new EfficientNet.Stage(1, 5, 2, 6, 8),
                        new EfficientNet.Stage(1, 3, 2, 6, 12)),
                List.of(0, 2, 3, 4),
                EfficientNet.Padding.SAME,
                EfficientNet.Names.TIMM);
        Map<String, HostTensor> weights = NetworkState.initial(
                narrow.features(new Input("images"), Scope.ROOT, SIZE, SIZE), new SplittableRandom(3));
        List<Progress> heard = new ArrayList<>();

        Detector model = train(
                UniadFamily.UNIAD_ORIGINAL,
                new DetectorTrainer.EncoderWeights(narrow, weights),
                recipe(2, 4, 7),
                6,
                Checkpoints.NONE,
                heard);

        // the authors take the last, incomplete batch, too
        assertThat(heard).extracting(Progress::step).containsExactly(1, 2, 1, 2);
        assertThat(model.state().keySet())
                .anyMatch(name -> name.equals("backbone.blocks.1.1.conv_pw.weight"))
                .anyMatch(name -> name.equals("reconstruction.transformer.decoder.layers.3.learned_embed.weight"));
        model.requireConsistent();
        assertThat(model.family().encoder(model).orElseThrow().network()).isEqualTo(narrow);
        assertThat(model.family().encoder(model).orElseThrow().weights()).isEqualTo(weights);
    }

    @Test
    void shouldGoOnFromAnyStepToTheSameBits() throws IOException {
        Recipe recipe = recipe(2, 4, 7);
        List<Progress> whole = new ArrayList<>();
        StatesOfEachStep states = new StatesOfEachStep();
        Detector uninterrupted = train(UniadFamily.UNIAD, RESNET, recipe, 8, states, whole);
        List<Progress> rest = new ArrayList<>();

        Detector resumed =
                train(UniadFamily.UNIAD, RESNET, recipe, 8, StatesOfEachStep.goingOnFrom(states.after(2)), rest);

        assertThat(rest).isEqualTo(whole.subList(2, 4));
        assertThat(resumed).isEqualTo(uninterrupted);
        assertThat(train(UniadFamily.UNIAD, RESNET, recipe(2, 4, 8), 8, Checkpoints.NONE, new ArrayList<>()))
                .isNotEqualTo(uninterrupted);
    }

    @Test
    void shouldLearnWithLinearLayersInBfloat16() throws IOException {
        List<Progress> exact = new ArrayList<>();
        List<Progress> rounded = new ArrayList<>();

        train(UniadFamily.UNIAD, RESNET, recipe(2, 8, 7), 8, Checkpoints.NONE, exact);
        train(UniadFamily.UNIAD, RESNET, new Recipe(2, 8, 1e-3, 7, Precision.BFLOAT16), 8, Checkpoints.NONE, rounded);

        assertThat(rounded.get(0).loss())
                .isNotEqualTo(exact.get(0).loss())
                .isCloseTo(exact.get(0).loss(), withinPercentage(1));
        assertThat(rounded.get(1).loss()).isLessThan(rounded.get(0).loss());
    }

    @Test
    void shouldBeginWithLayersThatHaveTheirProjectionsAndQueriesInCommon() throws IOException {
        StatesOfEachStep states = new StatesOfEachStep();
        // so small a rate that the first step leaves the parameters nearly where they were drawn
        Recipe still = new Recipe(1, 4, 1e-9, 7, Precision.FLOAT32);
        Map<String, HostTensor> state = train(UniadFamily.UNIAD, RESNET, still, 4, states, new ArrayList<>())
                .state();

        String layers = "net_ad.transformer.decoder.layers.";
        assertThat(difference(state, layers, "learned_embed.weight")).isLessThan(1e-6);
        assertThat(difference(state, layers, "multihead_attn.in_proj_weight")).isLessThan(1e-6);
        assertThat(difference(state, layers, "multihead_attn.out_proj.weight")).isGreaterThan(0.01);
    }

    private static double difference(Map<String, HostTensor> state, String layers, String parameter) {
        float[] first = state.get(layers + "0." + parameter).floats();
        float[] last = state.get(layers + "3." + parameter).floats();
        double largest = 0;
        for (int i = 0; i < first.length; i++) {
            largest = Math.max(largest, Math.abs(first[i] - last[i]));
        }
        return largest;
    }

    @Test
    void shouldDropTheLearningRateOfEachReferenceWhenItDoes() {
        Recipe recipe = new Recipe(1000, 8, 1e-4, 42, Precision.FLOAT32);
        TrainingLoop.Rates ader = Setting.ADER.rates(recipe);
        assertThat(ader.at(800 * 10 - 1, 10)).isEqualTo(1e-4);
        assertThat(ader.at(800 * 10, 10)).isEqualTo(1e-4 * 0.1);
        TrainingLoop.Rates original = Setting.ORIGINAL.rates(recipe);
        assertThat(original.at(801 * 10 - 1, 10)).isEqualTo(1e-4);
        assertThat(original.at(801 * 10, 10)).isEqualTo(1e-4 * 0.1);
        assertThat(Setting.ADER.rates(recipe(1, 4, 1)).at(5, 10)).isEqualTo(1e-3);
    }

    @Test
    void shouldNotHideMoreThanHalfOfTheTokensOfAnAxis() {
        assertThat(Neighbourhood.within(8, 16, 4)).isEqualTo(new Neighbourhood(8, 2));
        assertThat(Neighbourhood.within(7, 2, 2)).isEqualTo(new Neighbourhood(1, 1));
        assertThatThrownBy(() -> new Neighbourhood(8, 8).requireSight(8, 9))
                .hasMessage("neighbours of 8 x 8 leave nothing to see among 8 x 9 tokens");
        new Neighbourhood(8, 8).requireSight(8, 10);
    }

    @Test
    void shouldRefuseAnImageSizeThatIsNotInTokens() {
        assertThatThrownBy(() -> UniadFamily.UNIAD.requireSize(100, 100))
                .hasMessage("the image size must be a multiple of 16 from 32, not 100");
        assertThatThrownBy(() -> UniadFamily.UNIAD.requireSize(64, 100))
                .hasMessage("the image size must be a multiple of 16 from 32, not 64 x 100");
    }

    private static Recipe recipe(int epochs, int batch, long seed) {
        return new Recipe(epochs, batch, 1e-3, seed, Precision.FLOAT32);
    }

    private static Detector train(
            UniadFamily family,
            DetectorTrainer.EncoderWeights encoder,
            Recipe recipe,
            int images,
            Checkpoints checkpoints,
            List<Progress> heard)
            throws IOException {
        DetectorTrainer.Setup setup = new DetectorTrainer.Setup(
                recipe, Preprocessing.imageNet(SIZE, SIZE), family.postprocessing(), encoder, TestDevice.CPU);
        return family.trainer().orElseThrow().train(setup, StripedImages.grey(images, SIZE), checkpoints, heard::add);
    }
}
