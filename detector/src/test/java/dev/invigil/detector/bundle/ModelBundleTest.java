// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.SplitConformal;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.PrototypeFit;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private static final Detector TOY = ToyFamily.detector(Preprocessing.imageNet(16, 24), PostProcessing.maximum(1));

    private static final ModelDescription MODEL = new ModelDescription(
            "line-1",
            "7",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            TOY.spec(),
            List.of(
                    CalibratedClass.of(
                            "bottle", 80, List.of(0.31, 0.29, 0.35, 0.3, 0.32, 0.28), FalseRejectRates.DEFAULT),
                    CalibratedClass.of(
                            "pill",
                            500,
                            IntStream.range(0, 120).mapToObj(i -> i / 120.0).toList(),
                            FalseRejectRates.DEFAULT)),
            new Provenance(
                    DIGEST,
                    42,
                    new Provenance.Recipe(12, 16, 0.002, 0.2, Precision.FLOAT32),
                    Optional.of(new Provenance.Backbone("resnet18.safetensors", DIGEST, false)),
                    "0.1.0",
                    Optional.of(new Environment("17.0.2 (maker)", "Linux 6 amd64", "PyTorch 2.7.1", "cpu", 2)),
                    List.of(new Evaluation(
                            "ader",
                            DIGEST,
                            83,
                            Map.of("imageAuroc", 0.75),
                            Map.of("pill", Map.of("imageAuroc", 0.75))))));

    private static final TensorFile WEIGHTS = TensorFile.of(TOY.state());

    @TempDir
    private Path folder;

    private Path bundle;
    private String digest;
    private DetectorFamilies.Registration toy;

    @BeforeEach
    void write() throws Exception {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        bundle = folder.resolve("model");
        digest = ModelBundle.write(bundle, MODEL, WEIGHTS).digest();
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldReadBackWhatWasWritten() throws Exception {
        ModelBundle loaded = ModelBundle.load(bundle);
        assertThat(loaded.model()).isEqualTo(MODEL);
        assertThat(loaded.weights()).isEqualTo(WEIGHTS);
        assertThat(loaded.digest()).isEqualTo(digest).isEqualTo(Sha256.of(bundle.resolve(ModelBundle.MANIFEST)));
    }

    /** An older program reads what it knows, and says "update" for the rest. */
    @Test
    void shouldWriteTheLowestSchemaThatHasAllOfIt() throws Exception {
        assertThat(Files.readString(bundle.resolve(ModelBundle.MANIFEST)))
                .contains("\"schema\" : 4")
                .doesNotContain("startedFrom");
        ModelDescription warm = new ModelDescription(
                MODEL.name(),
                MODEL.version(),
                MODEL.created(),
                MODEL.detector(),
                MODEL.classes(),
                MODEL.provenance().startedFrom(digest));

        ModelBundle.write(bundle, warm, WEIGHTS);

        assertThat(Files.readString(bundle.resolve(ModelBundle.MANIFEST))).contains("\"schema\" : 5");
        assertThat(ModelBundle.load(bundle).model()).isEqualTo(warm);
    }

    /**
     * As written by the version before cameras had thresholds: one with provisional thresholds, one with calibrated ones; and by the one before
     * training had a precision.
     */
    @ParameterizedTest
    @ValueSource(strings = {"manifest-v1-provisional.json", "manifest-v1-calibrated.json", "manifest-v2.json"})
    void shouldReadTheManifestOfAnEarlierVersion(String golden) throws Exception {
        byte[] text;
        try (InputStream in = getClass().getResourceAsStream("/golden/" + golden)) {
            text = in.readAllBytes();
        }
        ModelDescription model = ManifestJson.read(text, bundle).model();

        assertThat(model.provenance().recipe().precision()).isEqualTo(Precision.FLOAT32);
        assertThat(model.detector().preprocessing().window()).isEqualTo(SampleWindow.FULL);
        assertThat(model.classes()).isNotEmpty().allSatisfy(known -> {
            assertThat(known.cameras()).isEmpty();
            assertThat(known.threshold().reject())
                    .isEqualTo(SplitConformal.threshold(
                                    known.calibrationScores().stream()
                                            .mapToDouble(Double::doubleValue)
                                            .toArray(),
                                    known.threshold().asked())
                            .reject());
        });
        byte[] rewritten = ManifestJson.write(Manifest.of(model, Map.of()));
        assertThat(ManifestJson.read(rewritten, bundle).model()).isEqualTo(model);
    }

    @Test
    void shouldKeepPrototypesAndRefuseAlteredOnes() throws Exception {
        List<float[]> parts = IntStream.range(0, 20)
                .mapToObj(i -> new float[] {i % 3, (float) Math.sin(i), 7})
                .toList();
        Prototypes prototypes = PrototypeFit.of(Map.of("pill", parts));
        Path place = folder.resolve("prototypes");
        ModelBundle.write(
                place, new ModelBundle.Content(MODEL, WEIGHTS, Optional.empty(), prototypes, Optional.empty()));

        Prototypes loaded = ModelBundle.load(place).prototypes();
        assertThat(loaded.products()).containsExactly("pill");
        assertThat(loaded.check("pill", parts.get(3))).isEqualTo(prototypes.check("pill", parts.get(3)));
        assertThat(ModelBundle.load(bundle).prototypes().isEmpty())
                .as("a bundle without any loads, too")
                .isTrue();

        Path file = place.resolve(ModelBundle.PROTOTYPES);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> ModelBundle.load(place))
                .isInstanceOf(BrokenBundleException.class)
                .hasMessageContaining(ModelBundle.PROTOTYPES);
    }

    @Test
    void shouldKeepTheThresholdsOfCamerasAndTheListOfTrainingPictures() throws Exception {
        CalibratedClass pill = MODEL.classes().get(1);
        CalibratedCamera own = CalibratedCamera.of(List.of(0.7, 0.9, 0.8, 0.75, 0.85), FalseRejectRates.DEFAULT)
                .withMask(Optional.of("ab".repeat(32)));
        ModelDescription model = MODEL.withClasses(List.of(MODEL.classes().get(0), pill.with("cam-2", own)));
        TrainingPictures pictures = TrainingPictures.of(List.of(DIGEST, "f".repeat(64)));
        Path place = folder.resolve("cameras");
        ModelBundle.write(
                place,
                new ModelBundle.Content(model, WEIGHTS, Optional.of(pictures), Prototypes.NONE, Optional.empty()));

        ModelBundle loaded = ModelBundle.load(place);
        assertThat(loaded.model()).isEqualTo(model);
        assertThat(loaded.trainingPictures()).contains(pictures);
        CalibratedClass known = loaded.model().known("pill").orElseThrow();
        assertThat(known.camera("cam-2")).contains(own);
        assertThat(known.camera("cam-1")).isEmpty();

        Path list = place.resolve(ModelBundle.TRAINING_PICTURES);
        Files.writeString(list, Files.readString(list).replace('f', 'e'));
        assertThatThrownBy(() -> ModelBundle.load(place)).hasMessageContaining("training-pictures.sha256 was changed");
    }

    @Test
    void shouldGiveTheSameDigestForTheSameModelOnly() throws Exception {
        assertThat(ModelBundle.write(folder.resolve("again"), MODEL, WEIGHTS).digest())
                .isEqualTo(digest);
        TensorFile other = TensorFile.of(Map.of("mean", HostTensor.of(new float[] {0.6f, 0, 0}, 1, 3, 1, 1)));
        assertThat(ModelBundle.write(folder.resolve("other"), MODEL, other).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void shouldKnowTheThresholdsOfItsClassesAndOfNoOthers() throws Exception {
        ModelDescription model = ModelBundle.load(bundle).model();
        assertThat(model.threshold("pill").orElseThrow().basis()).isEqualTo(new Basis.Calibrated());
        assertThat(model.threshold("bottle").orElseThrow().basis()).isInstanceOf(Basis.Provisional.class);
        assertThat(model.threshold("screw")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {ModelBundle.MANIFEST, ModelBundle.WEIGHTS, ModelBundle.SEAL})
    void shouldRefuseABundleWithOneFlippedByte(String name) throws Exception {
        Path file = bundle.resolve(name);
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            Files.write(file, flipped);
            assertThat(refusal()).contains(name).contains("changed").contains("copy the bundle again");
        }
        Files.write(file, sound);
        assertThat(ModelBundle.load(bundle).model()).isEqualTo(MODEL);
    }

    /** Whoever can write the seal can write anything: then the worst must be a refusal, too. */
    @Test
    void shouldReadOrRefuseWhateverASealedManifestSays() throws Exception {
        byte[] sound = text().getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] altered = sound.clone();
            altered[random.nextInt(altered.length)] = (byte) random.nextInt(' ', 127);
            reseal(new String(altered, StandardCharsets.UTF_8));
            try {
                ModelBundle.load(bundle);
            } catch (BrokenBundleException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {ModelBundle.MANIFEST, ModelBundle.WEIGHTS, ModelBundle.SEAL})
    void shouldRefuseATruncatedOrMissingFile(String name) throws Exception {
        Path file = bundle.resolve(name);
        byte[] sound = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, sound.length / 2, sound.length - 1}) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThat(refusal()).contains(name).contains("copy the bundle again");
        }
        Files.delete(file);
        assertThat(refusal()).contains(name + " is missing");
    }

    @Test
    void shouldRefuseAFolderThatIsNoBundle() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> ModelBundle.load(empty))
                .isInstanceOf(BrokenBundleException.class)
                .hasMessageContaining("invigil train --out");
        assertThatThrownBy(() -> ModelBundle.load(folder.resolve("nowhere"))).isInstanceOf(BrokenBundleException.class);
    }

    @Test
    void shouldSayUpdateForASchemaFromTheFuture() throws Exception {
        reseal(text().replace("\"schema\" : 4", "\"schema\" : 6").replace("\"model\"", "\"whatever\""));
        assertThat(refusal()).contains("schema 6").contains("update Invigil");
    }

    @Test
    void shouldRefuseWhatTheSchemaDoesNotKnow() throws Exception {
        reseal(text().replace("\"schema\" : 4", "\"schema\" : 4, \"colour\" : 3"));
        assertThat(refusal()).contains("manifest.json cannot be read").contains("colour");
        reseal(text().replace(", \"colour\" : 3", "").replaceAll(",\\s+\"tolerance\" : [^\\n]*", ""));
        assertThat(refusal()).contains("tolerance");
    }

    @Test
    void shouldTakeTheUpperByteWhereTheManifestStatesNoDepth() throws Exception {
        assertThat(text()).contains("\"depth\" : \"16\"");
        reseal(text().replaceAll("\\s+\"depth\" : [^\\n]*", ""));
        assertThat(text()).doesNotContain("depth");
        assertThat(ModelBundle.load(bundle).model()).isEqualTo(MODEL);
    }

    @Test
    void shouldKnowNoMaskOfACameraInAnEarlierVersion() throws Exception {
        String text;
        try (InputStream in = getClass().getResourceAsStream("/golden/manifest-v2.json")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String own = "{\"calibrationScores\": [0.5], \"threshold\": {\"reject\": 0.6, \"review\": 0.5,"
                + " \"asked\": {\"reject\": 0.01, \"review\": 0.05}, \"parts\": 1,"
                + " \"basis\": {\"kind\": \"PROVISIONAL\", \"reason\": \"a test\"}}}";
        byte[] withCamera = text.replaceFirst("\"cameras\" : \\{ }", "\"cameras\" : {\"cam-1\": " + own + "}")
                .getBytes(StandardCharsets.UTF_8);

        CalibratedClass known =
                ManifestJson.read(withCamera, bundle).model().classes().get(0);

        assertThat(known.threshold().mask()).isEmpty();
        assertThat(known.camera("cam-1").orElseThrow().threshold().mask()).isEmpty();
    }

    @Test
    void shouldRefuseAMaskThatIsNotADigest() throws Exception {
        String sound = text();
        reseal(sound.replaceFirst("\"mask\" : null", "\"mask\" : \"left half\""));
        assertThat(refusal()).contains("the mask of a threshold must be a SHA-256 digest, not left half");
        reseal(sound.replaceFirst(",\\s+\"mask\" : null", ""));
        assertThat(refusal()).contains("mask");
    }

    @Test
    void shouldKeepTheDepth() throws Exception {
        reseal(text().replace("\"depth\" : \"16\"", "\"depth\" : \"0:4095\""));
        Preprocessing preprocessing =
                ModelBundle.load(bundle).model().detector().preprocessing();
        assertThat(preprocessing.depth()).isEqualTo("12");
        assertThat(preprocessing.window()).isEqualTo(SampleWindow.ofBits(12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "7", "9:3", "0:65536", "auto", ""})
    void shouldRefuseADepthThatThereIsNot(String depth) throws Exception {
        reseal(text().replace("\"depth\" : \"16\"", "\"depth\" : \"" + depth + "\""));
        assertThat(refusal()).contains("preprocessing: a ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "a/b", "..", ".hidden", "a\\\\b", ""})
    void shouldNotLookOutsideItsFolder(String name) throws Exception {
        Files.writeString(folder.resolve("secret"), "x");
        reseal(text().replace("\"" + ModelBundle.WEIGHTS + "\"", "\"" + name + "\""));
        assertThat(refusal()).contains("not a valid name for a file of a bundle");
    }

    @Test
    void shouldRefuseAManifestThatNamesNoWeights() throws Exception {
        reseal(text().replace("\"" + ModelBundle.WEIGHTS + "\"", "\"" + ModelBundle.SEAL + "\""));
        assertThat(refusal()).contains("does not list weights.safetensors");
    }

    @Test
    void shouldReplaceAnEarlierBundleAndLeaveNothingBeside() throws Exception {
        Path link = folder.resolve("model");
        TensorFile other = TensorFile.of(Map.of("mean", HostTensor.of(new float[] {9, 9, 9}, 1, 3, 1, 1)));
        String second = ModelBundle.write(link, MODEL, other).digest();
        assertThat(second).isNotEqualTo(digest);
        assertThat(ModelBundle.load(bundle).weights()).isEqualTo(other);
        assertThat(names(folder)).containsExactly("model");
        assertThat(names(bundle))
                .containsExactlyInAnyOrder(ModelBundle.MANIFEST, ModelBundle.WEIGHTS, ModelBundle.SEAL);
    }

    @Test
    void shouldLeaveAFolderAloneThatIsNoBundle() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> ModelBundle.write(home, MODEL, WEIGHTS))
                .isInstanceOf(BrokenBundleException.class)
                .hasMessageContaining("name another folder");
        assertThatThrownBy(() -> ModelBundle.requireWritable(home.resolve("thesis.txt")))
                .isInstanceOf(BrokenBundleException.class);
        assertThat(names(home)).containsExactly("thesis.txt");
        assertThat(names(folder)).containsExactlyInAnyOrder("home", "model");
    }

    @Test
    void shouldRefuseADescriptionThatContradictsItself() {
        CalibratedClass bottle = MODEL.classes().get(0);
        assertThatThrownBy(() -> new CalibratedClass("bottle", 80, List.of(0.1), bottle.threshold(), Map.of()))
                .hasMessageContaining("6 parts");
        assertThatThrownBy(() -> new ModelDescription(
                        "a",
                        "1",
                        MODEL.created(),
                        MODEL.detector(),
                        Collections.nCopies(2, bottle),
                        MODEL.provenance()))
                .hasMessageContaining("twice");
    }

    private String refusal() {
        BrokenBundleException refusal =
                catchThrowableOfType(BrokenBundleException.class, () -> ModelBundle.load(bundle));
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.getMessage().lines()).hasSize(1);
        assertThat(refusal).hasMessageStartingWith("model bundle " + bundle + ": ");
        return refusal.getMessage();
    }

    private String text() throws IOException {
        return Files.readString(bundle.resolve(ModelBundle.MANIFEST));
    }

    /** Puts a manifest in that somebody wrote on purpose: its digest fits. */
    private void reseal(String manifest) throws IOException {
        Files.writeString(bundle.resolve(ModelBundle.MANIFEST), manifest);
        Files.writeString(
                bundle.resolve(ModelBundle.SEAL),
                Sha256.line(Sha256.of(manifest.getBytes(StandardCharsets.UTF_8)), ModelBundle.MANIFEST));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
