// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

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
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ScoringModel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** UniAD through the commands and the scorer; so little training that the figures mean nothing. */
class UniadTest {
    private static final int PARTS = 24;
    private static final int SIZE = 64;
    private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;
    private static final int CIFAR_SIDE = 32;
    private static final int CIFAR_TRAINED = 120;
    private static final int CIFAR_TESTED = 80;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    @Test
    void shouldTrainEvaluateScoreCalibrateExportAndServe() throws Exception {
        Path data = folder.resolve("data");
        for (int i = 0; i < PARTS; i++) {
            image(data.resolve("cap/train/good/%02d.png".formatted(i)), i, false);
        }
        for (int i = 0; i < 4; i++) {
            image(data.resolve("cap/test/good/%02d.png".formatted(i)), PARTS + i, false);
            image(data.resolve("cap/test/spot/%02d.png".formatted(i)), PARTS + i, true);
            mask(data.resolve("cap/ground_truth/spot/%02d_mask.png".formatted(i)));
        }
        Path bundle = folder.resolve("bundle");

        run(
                "train",
                "--data",
                data,
                "--detector",
                "uniad",
                "--size",
                SIZE,
                "--epochs",
                "8",
                "--batch",
                "8",
                "--threads",
                "1",
                "--lr",
                "0.001",
                "--false-reject",
                "10%",
                "--review",
                "20%",
                "--out",
                bundle,
                "--device",
                "cpu");

        ModelBundle written = ModelBundle.load(bundle);
        assertThat(written.model().detector().family()).isEqualTo("uniad");
        assertThat(written.model().detector().encoderName()).isEqualTo("tiny");
        assertThat(written.model().detector().postprocessing().score()).isEqualTo(ImageScore.maximumOfAverages(16));
        assertThat(Files.readString(bundle.resolve("manifest.json")))
                .contains("maximum-of-averages", "\"clipNorm\" : 5");
        assertThat(written.selfTest()).isPresent();

        JsonNode evaluation = evaluate(bundle, data);
        assertThat(evaluation.at("/mean/imageAuroc").isNumber()).isTrue();
        assertThat(evaluation.at("/mean/pixelAuroc").doubleValue()).isGreaterThan(0.5);

        run("score", "--bundle", bundle, data.resolve("cap/test/spot/00.png"), "--device", "cpu");
        run("calibrate", "--bundle", bundle, "--false-reject", "20%", "--review", "30%");
        Path exported = folder.resolve("model.pt");
        run("export", "--bundle", bundle, "--out", exported);
        assertThat(exported).isNotEmptyFile();
        try (ScoringModel model = BundleModel.of(bundle, "cpu").open()) {
            RgbImage noise = TinyModels.noise(SIZE, 1);
            assertThat(model.score(List.of(noise, noise)).get(1).map().width()).isEqualTo(SIZE);
        }
        shouldScoreAloneAsInABatch(written);
    }

    private static void shouldScoreAloneAsInABatch(ModelBundle bundle) throws Exception {
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
        for (int i = 0; i < PARTS; i++) {
            image(data.resolve("cap/train/good/%02d.png".formatted(i)), i, false);
        }
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

        run(
                "train",
                "--data",
                data,
                "--detector",
                "uniad-original",
                "--backbone",
                backbone,
                "--size",
                "32x64",
                "--epochs",
                "1",
                "--batch",
                "8",
                "--threads",
                "1",
                "--false-reject",
                "10%",
                "--review",
                "20%",
                "--out",
                bundle,
                "--device",
                "cpu");

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

        run(
                "train",
                "--data",
                data,
                "--split",
                split,
                "--detector",
                "uniad-cifar10",
                "--size",
                CIFAR_SIDE,
                "--epochs",
                "1",
                "--batch",
                "16",
                "--threads",
                "1",
                "--false-reject",
                "20%",
                "--review",
                "30%",
                "--out",
                bundle,
                "--device",
                "cpu");
        JsonNode evaluation = evaluate(bundle, data, "--split", split);

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

    private JsonNode evaluate(Path bundle, Path data, Object... more) throws IOException {
        out.getBuffer().setLength(0);
        Object[] arguments = {"evaluate", "--bundle", bundle, "--data", data, "--device", "cpu", "--format", "json"};
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        run(all);
        return new ObjectMapper().readTree(out.toString());
    }

    private void run(Object... arguments) {
        String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        assertThat(invigil.execute(texts)).as("%s%n%s", out, err).isZero();
    }

    private static void image(Path file, int number, boolean defective) throws IOException {
        BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(100 + number % 7, 120, 90 + number % 5));
        pen.fillRect(0, 0, 96, 96);
        pen.setColor(new Color(160, 150, 140));
        pen.fillOval(20 + number % 3, 20, 56, 56);
        if (defective) {
            pen.setColor(Color.RED);
            pen.fillRect(36, 36, 24, 24);
        }
        pen.dispose();
        write(file, image);
    }

    private static void mask(Path file) throws IOException {
        BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(36, 36, 24, 24);
        pen.dispose();
        write(file, image);
    }

    private static void write(Path file, BufferedImage image) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
