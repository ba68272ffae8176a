// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ScoringModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every kind of detector that can be trained goes through every command and the scorer; a new one on the list is tested without a change
 * here. Of families that differ in settings only, the first; with {@code -Dinvigil.long=true} all.
 */
class EveryDetectorTest {
    private static final int SIZE = 32;

    @TempDir
    private static Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    static Stream<String> families() {
        Set<String> packages = new HashSet<>();
        return DetectorFamilies.all().stream()
                .filter(family -> family.trainer().isPresent())
                .filter(family ->
                        packages.add(family.getClass().getPackageName()) || Boolean.getBoolean("invigil.long"))
                .map(DetectorFamily::name);
    }

    @BeforeAll
    static void render() throws IOException {
        new SampleFolder(new SampleLine(64, 7), 16, 2, 1).write(data);
    }

    @ParameterizedTest
    @MethodSource("families")
    void shouldTrainEvaluateScoreCalibrateExportAndServe(String family) throws Exception {
        Path bundle = folder.resolve("bundle");
        train(family, bundle, "--size", SIZE);
        ModelBundle written = ModelBundle.load(bundle);
        assertThat(written.model().detector().family()).isEqualTo(family);
        assertThat(written.selfTest()).isPresent();

        Path warm = folder.resolve("warm");
        train(family, warm, "--from", bundle);
        assertThat(ModelBundle.load(warm).model().provenance().startedFrom()).contains(written.digest());

        Path report = folder.resolve("report");
        run("evaluate", "--bundle", bundle, "--data", data, "--device", "cpu", "--report", report);
        assertThat(report.resolve("index.html")).isNotEmptyFile();
        run("score", "--bundle", bundle, data.resolve("cap/test/good/000.jpg"), "--device", "cpu");
        run("calibrate", "--bundle", bundle, "--false-reject", "30%", "--review", "40%");
        assertThat(ModelBundle.load(bundle).digest()).isNotEqualTo(written.digest());

        Path exported = folder.resolve("model.pt");
        run("export", "--bundle", bundle, "--out", exported);
        assertThat(Sha256.of(exported)).isNotBlank();
        try (ScoringModel model = BundleModel.of(bundle, "cpu").open()) {
            RgbImage grey = new RgbImage(SIZE, SIZE, new byte[SIZE * SIZE * 3]);
            assertThat(model.score(List.of(grey)).get(0).map().width()).isEqualTo(SIZE);
        }
    }

    private void train(String family, Path bundle, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                data,
                "--epochs",
                "1",
                "--batch",
                "16",
                "--calibration-share",
                "0.4",
                "--false-reject",
                "20%",
                "--review",
                "30%",
                "--out",
                bundle,
                "--device",
                "cpu"));
        if (!List.of(more).contains("--from")) {
            arguments.addAll(List.of("--detector", family));
        }
        arguments.addAll(List.of(more));
        run(arguments.toArray());
    }

    private void run(Object... arguments) {
        String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        assertThat(invigil.execute(texts)).as("%s%n%s", out, err).isZero();
    }
}
