// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.invad.TinyInvad;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.model.SelfTestFailedException;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle is scored by what its manifest says, or refused. */
class DetectorBundleTest {
    private static final Preprocessing INPUT = Preprocessing.imageNet(4, 6);

    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toy;

    @BeforeEach
    void registerToy() {
        toy = DetectorFamilies.register(ToyFamily.TOY);
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldNormaliseByTheMeanAndStdOfTheManifest() throws Exception {
        write(ToyFamily.detector(INPUT, new PostProcessing(0, ImageScore.MAXIMUM, 0)));
        RgbImage grey = filled(128);
        // the toy's anomaly is the squared length of the normalised sample
        double sample = 128 / 255.0;
        double before =
                square((sample - 0.485) / 0.229) + square((sample - 0.456) / 0.224) + square((sample - 0.406) / 0.225);
        assertThat(score(grey)).isCloseTo(before, within(1e-5));

        reseal(text().replaceAll("\"mean\" : \\[[^]]*\\]", "\"mean\" : [ 0, 0, 0 ]")
                .replaceAll("\"std\" : \\[[^]]*\\]", "\"std\" : [ 0.5, 1, 2 ]"));

        assertThat(score(grey)).isCloseTo(square(sample / 0.5) + square(sample) + square(sample / 2), within(1e-5));
    }

    @Test
    void shouldDeleteWhatAKilledProcessLeftBesideIt() throws Exception {
        Path old = Files.createDirectories(folder.resolve(".bundle-killed"));
        Files.writeString(old.resolve("manifest.json"), "{}");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path atWork = Files.createDirectories(folder.resolve(".bundle-at-work"));

        write(ToyFamily.detector(INPUT, new PostProcessing(0, ImageScore.MAXIMUM, 0)));

        assertThat(old).doesNotExist();
        assertThat(atWork).exists();
    }

    @Test
    void shouldSmoothByTheGaussianAndScoreByTheRuleOfTheManifest() throws Exception {
        write(ToyFamily.detector(INPUT, new PostProcessing(0, ImageScore.MAXIMUM, 0)));
        byte[] rgb = new byte[4 * 6 * 3];
        rgb[30] = (byte) 255;
        RgbImage spot = new RgbImage(4, 6, rgb);
        AnomalyMap raw = raw(spot);
        double sharp = score(spot);
        assertThat(sharp).isEqualTo(raw.max());

        reseal(text().replace("\"sigma\" : 0.0", "\"sigma\" : 1.0"));
        assertThat(score(spot)).isLessThan(sharp);

        reseal(text().replace("\"sigma\" : 1.0", "\"sigma\" : 0.0").replace("\"maximum\"", "\"mean\""));
        double sum = 0;
        for (float value : raw.values()) {
            sum += value;
        }
        assertThat(score(spot)).isCloseTo(sum / raw.values().length, within(1e-9));

        reseal(text().replace("\"mean\",", "\"maximum-of-averages\",").replace("\"window\" : 1", "\"window\" : 2"));
        double largest = 0;
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 5; x++) {
                largest = Math.max(
                        largest,
                        ((double) raw.at(y, x) + raw.at(y, x + 1) + raw.at(y + 1, x) + raw.at(y + 1, x + 1)) / 4);
            }
        }
        assertThat(score(spot)).isCloseTo(largest, within(1e-6));

        reseal(text().replace("\"maximum-of-averages\",", "\"mean-of-largest\",")
                .replace("\"window\" : 2", "\"window\" : 1, \"share\" : 0.2"));
        // 0.2 of 24 values are 5: the spot's, and four of the others, which are all equal
        assertThat(score(spot)).isCloseTo((raw.max() + 4.0 * raw.at(0, 0)) / 5, within(1e-6));

        reseal(text().replace("\"share\" : 0.2", "\"share\" : 1.5"));
        assertThat(refusal()).contains("the share of the image score must be above 0 and up to 1, not 1.5");
    }

    @Test
    void shouldRefuseADescriptionThatContradictsTheTensors() throws Exception {
        write(TinyInvad.detector(32, 1));
        String sound = text();

        reseal(sound.replaceAll("\"layers\" : \\[ 2, 1, 2 \\]", "\"layers\" : [ 2, 2, 2 ]"));
        assertThat(refusal())
                .contains("manifest.json and weights.safetensors disagree", "net_decoder.convs.1.1", "is missing");

        reseal(sound.replaceAll("\"layers\" : \\[ 2, 1, 2 \\]", "\"layers\" : [ 2, 1, 1 ]"));
        assertThat(refusal()).contains("disagree", "the description of the network does not contain");

        reseal(sound.replaceAll("\"height\" : 32", "\"height\" : 64"));
        assertThat(refusal()).contains("net_decoder.input.input has shape [1, 16, 2, 2], not [1, 16, 4, 2]");

        reseal(sound.replace("\"family\" : \"invad\"", "\"family\" : \"nothing\""));
        assertThat(refusal()).contains("unknown detector \"nothing\"");

        reseal(sound);
        assertThat(ModelBundle.load(bundle()).model().detector().encoderName()).isEqualTo("resnet");
    }

    @Test
    void shouldRefuseSizesOutOfBounds() throws Exception {
        write(TinyInvad.detector(32, 1));
        reseal(text().replaceAll("\"height\" : 32", "\"height\" : 1048576")
                .replaceAll("\"width\" : 32", "\"width\" : 1048576"));

        assertThat(refusal()).contains("the image size must be 1 to 4096 pixels", "1048576 x 1048576");
    }

    @Test
    void shouldRefuseADeviceThatFailsTheSelfTest() throws Exception {
        Detector detector = ToyFamily.detector(INPUT, PostProcessing.maximum(0));
        SelfTest sound;
        try (OpenDetector open = detector.open(TestDevice.CPU)) {
            sound = SelfTest.of(open);
        }
        write(detector, Optional.of(sound));
        ModelBundle loaded = ModelBundle.load(bundle());
        assertThat(loaded.selfTest().orElseThrow().expected()).isEqualTo(sound.expected());
        loaded.open(TestDevice.CPU).close();

        SelfTest.Expected first = sound.expected().get(0);
        SelfTest other = new SelfTest(
                sound.images(),
                List.of(
                        new SelfTest.Expected(first.score() * 1.02, first.cells()),
                        sound.expected().get(1)),
                sound.tolerance());
        write(detector, Optional.of(other));
        ModelBundle refused = ModelBundle.load(bundle());
        assertThatThrownBy(() -> refused.open(TestDevice.CPU))
                .isInstanceOf(SelfTestFailedException.class)
                .hasMessageContaining("failed its self-test on cpu")
                .hasMessageContaining("image 1 scored " + first.score());
    }

    private static double square(double value) {
        return value * value;
    }

    private static RgbImage filled(int sample) {
        byte[] rgb = new byte[4 * 6 * 3];
        java.util.Arrays.fill(rgb, (byte) sample);
        return new RgbImage(4, 6, rgb);
    }

    private AnomalyMap raw(RgbImage image) throws Exception {
        try (OpenDetector open = ModelBundle.load(bundle()).open(TestDevice.CPU)) {
            return open.score(List.of(image)).maps().get(0);
        }
    }

    private double score(RgbImage image) throws Exception {
        PostProcessing postprocessing =
                ModelBundle.load(bundle()).model().detector().postprocessing();
        return postprocessing.score(postprocessing.smoothing().apply(raw(image)));
    }

    private Path bundle() {
        return folder.resolve("bundle");
    }

    private void write(Detector detector) throws Exception {
        write(detector, Optional.empty());
    }

    private void write(Detector detector, Optional<SelfTest> selfTest) throws Exception {
        String digest = "0123456789abcdef".repeat(4);
        ModelDescription model = new ModelDescription(
                "line",
                "1",
                Instant.EPOCH,
                detector.spec(),
                List.of(CalibratedClass.of("part", 1, List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), FalseRejectRates.DEFAULT)),
                new Provenance(
                        digest,
                        1,
                        new Provenance.Recipe(1, 1, 0.1, 0.2, Precision.FLOAT32),
                        Optional.empty(),
                        "0",
                        Optional.of(Environment.of(TestDevice.CPU)),
                        List.of()));
        ModelBundle.write(
                bundle(),
                new ModelBundle.Content(
                        model, TensorFile.of(detector.state()), Optional.empty(), Prototypes.NONE, selfTest));
    }

    private String refusal() {
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                        BrokenBundleException.class, () -> ModelBundle.load(bundle()))
                .getMessage();
    }

    private String text() throws IOException {
        return Files.readString(bundle().resolve(ModelBundle.MANIFEST));
    }

    private void reseal(String manifest) throws IOException {
        Files.writeString(bundle().resolve(ModelBundle.MANIFEST), manifest);
        Files.writeString(
                bundle().resolve(ModelBundle.SEAL),
                Sha256.line(Sha256.of(manifest.getBytes(StandardCharsets.UTF_8)), ModelBundle.MANIFEST));
    }
}
