// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.encoder.EfficientNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is UniAD's own in the commands; so little training that the figures mean nothing. {@link EveryDetectorTest} has the rest. */
class UniadTest {
    private static final int PARTS = 24;
    private static final int SIZE = 64;
    private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;
    private static final int CIFAR_SIDE = 32;
    private static final int CIFAR_TRAINED = 120;
    private static final int CIFAR_TESTED = 80;

    private static final DrawnParts CAPS =
            new DrawnParts(96, 96, new Rectangle(36, 36, 24, 24), Color.RED, (pen, number) -> {
                pen.setColor(new Color(100 + number % 7, 120, 90 + number % 5));
                pen.fillRect(0, 0, 96, 96);
                pen.setColor(new Color(160, 150, 140));
                pen.fillOval(20 + number % 3, 20, 56, 56);
            });

    @TempDir
    private Path folder;

    @Test
    void shouldTrainInTheSettingOfAderAndScoreAloneAsInABatch() throws Exception {
        Path data = folder.resolve("data");
        CAPS.write(data.resolve("cap"), PARTS, 4);
        Path bundle = folder.resolve("bundle");

        succeed(
                "train --data %s --detector uniad --size %s --epochs 8 --batch 8 --threads 1 --lr 0.001 --false-reject 10%"
                        + " --review 20% --out %s --device cpu",
                data, SIZE, bundle);

        ModelBundle written = ModelBundle.load(bundle);
        assertThat(written.model().detector().family()).isEqualTo("uniad");
        assertThat(written.model().detector().encoderName()).isEqualTo("tiny");
        assertThat(written.model().detector().postprocessing().score()).isEqualTo(ImageScore.maximumOfAverages(16));
        assertThat(Files.readString(bundle.resolve("manifest.json")))
                .contains("maximum-of-averages", "\"clipNorm\" : 5");

        JsonNode evaluation = evaluate(bundle, data, "");
        assertThat(evaluation.at("/mean/imageAuroc").isNumber()).isTrue();
        assertThat(evaluation.at("/mean/pixelAuroc").doubleValue()).isGreaterThan(0.5);
        assertScoresAloneAsInABatch(written);
    }

    private static void assertScoresAloneAsInABatch(ModelBundle bundle) throws Exception {
        PostProcessing postprocessing = bundle.model().detector().postprocessing();
        try (OpenDetector detector = bundle.open(ComputeDevice.cpu())) {
            List<RgbImage> images = IntStream.range(0, 16)
                    .mapToObj(i -> TinyModels.noise(SIZE, i))
                    .toList();
            List<AnomalyMap> together = detector.score(images).maps();
            for (int i = 0; i < images.size(); i++) {
                AnomalyMap alone = detector.score(List.of(images.get(i))).maps().get(0);
                assertThat(postprocessing.score(alone))
                        .isCloseTo(postprocessing.score(together.get(i)), within(postprocessing.tolerance()));
            }
        }
    }

    @Test
    void shouldTrainOnAnEfficientNetFromAFile() throws Exception {
        Path data = folder.resolve("data");
        CAPS.write(data.resolve("cap"), PARTS, 0);
        EfficientNet narrow = new EfficientNet(
                8,
                List.of(
                        new EfficientNet.Stage(1, 3, 1, 1, 4),
                        new EfficientNet.Stage(2, 3, 2, 6, 6),
                        new EfficientNet.Stage(1, 5, 2, 6, 8),
                        new EfficientNet.Stage(1, 3, 2, 6, 10),
                        new EfficientNet.Stage(2, 5, 1, 6, 12)),
                List.of(0, 2, 3, 6),
                EfficientNet.Padding.SAME,
                EfficientNet.Names.TIMM);
        Path backbone = folder.resolve("narrow.safetensors");
        SafeTensors.write(
                backbone,
                TensorFile.of(NetworkState.initial(
                        narrow.features(new Input("images"), Scope.ROOT, SIZE, SIZE), new SplittableRandom(1))));
        Path bundle = folder.resolve("bundle");

        succeed(
                "train --data %s --detector uniad-original --backbone %s --size 32x64 --epochs 1 --batch 8 --threads 1"
                        + " --false-reject 10% --review 20% --out %s --device cpu",
                data, backbone, bundle);

        Detector detector = ModelBundle.load(bundle).detector();
        assertThat(detector.family().encoder(detector).orElseThrow().network()).isEqualTo(narrow);
        assertThat(detector.spec().network().at("/optimiser/decaysAll").booleanValue())
                .isTrue();
        assertThat(detector.spec().network().at("/neighbourWidth").intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldRunTheUnifiedProtocolOnCifar10(int split) throws Exception {
        Optional<Path> cifar = Fixtures.shared("data/cifar10");
        assumeTrue(cifar.isPresent(), "no shared data: cifar10");
        Path data = folder.resolve("cifar");
        Files.createDirectories(data);
        firstRecords(cifar.get(), "data_batch_1.bin", CIFAR_TRAINED, data);
        firstRecords(cifar.get(), "test_batch.bin", CIFAR_TESTED, data);
        Path bundle = folder.resolve("bundle");

        succeed(
                "train --data %s --split %s --detector uniad-cifar10 --size %s --epochs 1 --batch 16 --threads 1"
                        + " --false-reject 20% --review 30% --out %s --device cpu",
                data, split, CIFAR_SIDE, bundle);
        JsonNode evaluation = evaluate(bundle, data, " --split " + split);

        assertThat(ModelBundle.load(bundle).model().detector().postprocessing().score())
                .isEqualTo(ImageScore.MEAN);
        assertThat(evaluation.at("/images/cifar/total").intValue()).isEqualTo(CIFAR_TESTED);
        assertThat(evaluation.at("/mean/imageAuroc").isNumber()).isTrue();
        // the model's score is the mean of the map
        assertThat(evaluation.at("/mean/imageAuroc").doubleValue())
                .isEqualTo(evaluation.at("/mean/imageMeanAuroc").doubleValue());
        System.out.println("CIFAR-10 unified, split " + split + ": AUROC " + evaluation.at("/mean/imageAuroc")
                + " after one epoch on " + CIFAR_TRAINED + " images");
    }

    private static void firstRecords(Path from, String batch, int count, Path to) throws IOException {
        Files.write(to.resolve(batch), Arrays.copyOf(Files.readAllBytes(from.resolve(batch)), count * CIFAR_RECORD));
    }

    private static JsonNode evaluate(Path bundle, Path data, String more) throws IOException {
        CommandTree evaluated =
                succeed("evaluate --bundle %s --data %s --device cpu --format json" + more, bundle, data);
        return new ObjectMapper().readTree(evaluated.out());
    }
}
