// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.invigil.detector.StripedImages;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.CheckpointFile;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.StatesOfEachStep;
import dev.invigil.detector.training.TrainingListener;
import dev.invigil.detector.training.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvadTrainingTest {
    private static final int SIZE = 32;
    private static final Recipe RECIPE = new Recipe(4, 4, 0.004, 7, Precision.FLOAT32);

    @Test
    void shouldLearnWhatIsNormal() throws IOException {
        List<TrainingListener.Progress> heard = new ArrayList<>();

        Detector model = train(RECIPE, 9, heard);

        // two full batches of four each epoch; the ninth image waits for another shuffle
        assertThat(heard).hasSize(8);
        assertThat(heard.get(7).loss()).isLessThan(heard.get(0).loss());
        assertThat(heard.get(7).learningRate()).isEqualTo(0.004 * 0.1);
        try (OpenDetector scorer = model.open(TestDevice.CPU)) {
            OpenDetector.Batch batch =
                    scorer.score(List.of(StripedImages.grey(9, SIZE).image(3), TinyModels.noise(SIZE, 1)));
            assertThat(batch.maps().get(0).max()).isLessThan(batch.maps().get(1).max());
        }
    }

    @Test
    void shouldGiveTheSameModelForTheSameSeedOnly() throws IOException {
        Detector one = train(RECIPE, 8, new ArrayList<>());
        Detector same = train(RECIPE, 8, new ArrayList<>());
        Detector other = train(new Recipe(4, 4, 0.004, 8, Precision.FLOAT32), 8, new ArrayList<>());

        assertThat(same).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void shouldLearnWithConvolutionsInBfloat16AndKeepFloat32Weights() throws IOException {
        List<TrainingListener.Progress> exact = new ArrayList<>();
        List<TrainingListener.Progress> rounded = new ArrayList<>();

        train(RECIPE, 8, exact);
        Detector model = train(new Recipe(4, 4, 0.004, 7, Precision.BFLOAT16), 8, rounded);

        // equal weights in the first step, and then each its own way: Adam makes much of small differences
        assertThat(rounded.get(0).loss())
                .isNotEqualTo(exact.get(0).loss())
                .isCloseTo(exact.get(0).loss(), withinPercentage(1));
        assertThat(rounded.get(7).loss()).isLessThan(rounded.get(0).loss());
        assertThat(model.state().values()).noneMatch(weight -> weight.type() == ElementType.BF16);
    }

    @Test
    void shouldTakeOneSmallBatchWhenThereAreFewerPictures() throws IOException {
        List<TrainingListener.Progress> heard = new ArrayList<>();

        train(RECIPE, 3, heard);

        assertThat(heard)
                .extracting(TrainingListener.Progress::steps)
                .containsOnly(1)
                .hasSize(4);
    }

    @Test
    void shouldBeginWithTheParametersOfAnotherDetector() throws IOException {
        List<TrainingListener.Progress> first = new ArrayList<>();
        List<TrainingListener.Progress> second = new ArrayList<>();
        Detector trained = train(RECIPE, 8, first);

        train(RECIPE, 8, Optional.of(trained.state()), Checkpoints.NONE, second);

        assertThat(second.get(0).loss()).isLessThan(first.get(first.size() - 1).loss() * 1.2);
        assertThat(second.get(0).loss()).isLessThan(first.get(0).loss());
        assertThat(trained.family().encoder(trained).orElseThrow().weights())
                .containsAllEntriesOf(NetworkState.select(
                        TinyModels.ENCODER
                                .describe(new Input("image"), Scope.ROOT)
                                .layers(),
                        TinyModels.encoderWeights(5)));
    }

    @Test
    void shouldRefuseToBeginWithAnotherNetwork() {
        assertThatThrownBy(() -> train(
                        RECIPE,
                        8,
                        Optional.of(Map.of("mean", HostTensor.of(new float[1], 1))),
                        Checkpoints.NONE,
                        new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseToTrainOnNothing() {
        assertThatThrownBy(() -> train(RECIPE, 0, new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no training image");
    }

    @Test
    void shouldGoOnFromAnyStepToTheSameBits() throws IOException {
        List<TrainingListener.Progress> whole = new ArrayList<>();
        StatesOfEachStep states = new StatesOfEachStep();
        Detector uninterrupted = train(RECIPE, 9, states, whole);

        for (int taken : List.of(1, 2, 5, 8)) {
            List<TrainingListener.Progress> rest = new ArrayList<>();
            Detector resumed = train(RECIPE, 9, StatesOfEachStep.goingOnFrom(states.after(taken)), rest);

            assertThat(rest).as("after step %d", taken).isEqualTo(whole.subList(taken, whole.size()));
            assertThat(resumed).as("after step %d", taken).isEqualTo(uninterrupted);
        }
    }

    @Test
    void shouldGoOnFromACheckpointOnDiskToTheSameBits(@TempDir Path folder) throws Exception {
        StatesOfEachStep states = new StatesOfEachStep();
        Detector uninterrupted = train(RECIPE, 9, states, new ArrayList<>());
        CheckpointFile file = new CheckpointFile(folder.resolve("c.safetensors"));
        file.write(states.after(3), Map.of("seed", "7"));

        Detector resumed =
                train(RECIPE, 9, StatesOfEachStep.goingOnFrom(file.read(Map.of("seed", "7"))), new ArrayList<>());

        assertThat(resumed).isEqualTo(uninterrupted);
    }

    @Test
    void shouldRefuseTheStateOfAnotherNetwork() throws IOException {
        StatesOfEachStep states = new StatesOfEachStep();
        train(RECIPE, 4, states, new ArrayList<>());

        assertThatThrownBy(() -> train(
                        InvadFamily.INVAD_LITE,
                        RECIPE,
                        4,
                        StatesOfEachStep.goingOnFrom(states.after(1)),
                        new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the weights do not fit the network: net_decoder.");
    }

    @Test
    void shouldDropTheLearningRateAfterFourFifthsOfTheEpochs() {
        Recipe recipe = new Recipe(12, 16, 0.002, 42, Precision.FLOAT32);

        // int(0.8 * 12) = 9 epochs of 44 steps
        assertThat(recipe.stepsPerEpoch(719)).isEqualTo(44);
        TrainingLoop.Rates rates = TrainingLoop.Rates.fallingOnce(recipe, 0);
        assertThat(rates.at(0, 44)).isEqualTo(0.002);
        assertThat(rates.at(9 * 44 - 1, 44)).isEqualTo(0.002);
        assertThat(rates.at(9 * 44, 44)).isEqualTo(0.002 * 0.1);
        assertThat(rates.at(12 * 44 - 1, 44)).isEqualTo(0.002 * 0.1);
    }

    @Test
    void shouldKeepTheLearningRateOfASingleEpoch() {
        Recipe recipe = new Recipe(1, 16, 0.002, 42, Precision.FLOAT32);
        assertThat(TrainingLoop.Rates.fallingOnce(recipe, 0).at(5, 10)).isEqualTo(0.002);
    }

    @Test
    void shouldRefuseAnImageSizeThatTheNetworkCannotHalveFourTimes() {
        assertThatThrownBy(() -> InvadFamily.INVAD.requireSize(100, 100))
                .hasMessage("the image size must be a multiple of 16 from 32, not 100");
        assertThatThrownBy(() -> InvadFamily.INVAD.requireSize(64, 100))
                .hasMessage("the image size must be a multiple of 16 from 32, not 64 x 100");
    }

    private static Detector train(Recipe recipe, int pictures, List<TrainingListener.Progress> heard)
            throws IOException {
        return train(recipe, pictures, Checkpoints.NONE, heard);
    }

    private static Detector train(
            Recipe recipe, int pictures, Checkpoints checkpoints, List<TrainingListener.Progress> heard)
            throws IOException {
        return train(InvadFamily.INVAD, recipe, pictures, checkpoints, heard);
    }

    private static Detector train(
            DetectorFamily family,
            Recipe recipe,
            int pictures,
            Checkpoints checkpoints,
            List<TrainingListener.Progress> heard)
            throws IOException {
        return train(family, recipe, pictures, Optional.empty(), checkpoints, heard);
    }

    private static Detector train(
            Recipe recipe,
            int pictures,
            Optional<Map<String, HostTensor>> start,
            Checkpoints checkpoints,
            List<TrainingListener.Progress> heard)
            throws IOException {
        return train(InvadFamily.INVAD, recipe, pictures, start, checkpoints, heard);
    }

    private static Detector train(
            DetectorFamily family,
            Recipe recipe,
            int pictures,
            Optional<Map<String, HostTensor>> start,
            Checkpoints checkpoints,
            List<TrainingListener.Progress> heard)
            throws IOException {
        DetectorTrainer.Setup setup = new DetectorTrainer.Setup(
                recipe,
                Preprocessing.imageNet(SIZE, SIZE),
                PostProcessing.maximum(4),
                new DetectorTrainer.EncoderWeights(TinyModels.ENCODER, TinyModels.encoderWeights(5)),
                TestDevice.CPU,
                start);
        return family.trainer().orElseThrow().train(setup, StripedImages.grey(pictures, SIZE), checkpoints, heard::add);
    }
}
