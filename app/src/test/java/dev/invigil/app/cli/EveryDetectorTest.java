// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ScoringModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of detector that can be trained goes through every command and the scorer; a new one on the list is tested without a change
 * here. Of families that differ in settings only, the first; with {@code -Dinvigil.long=true} all.
 */
class EveryDetectorTest {
    private static final int SIZE = 32;
    private static final String TRAIN =
            "train --data %s --epochs 1 --batch 16 --calibration-share 0.4 --false-reject 20% --review 30% --device cpu --out %s";

    @TempDir
    private static Path data;

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
        succeed(TRAIN + " --detector %s --size %s", data, bundle, family, SIZE);
        ModelBundle written = ModelBundle.load(bundle);
        assertThat(written.model().detector().family()).isEqualTo(family);
        assertThat(written.selfTest()).isPresent();
        shouldRecordStepsOnlyWhereThereAreSome(written);

        Path warm = folder.resolve("warm");
        succeed(TRAIN + " --from %s", data, warm, bundle);
        assertThat(ModelBundle.load(warm).model().provenance().startedFrom()).contains(written.digest());

        Path report = folder.resolve("report");
        succeed("evaluate --bundle %s --data %s --device cpu --report %s", bundle, data, report);
        assertThat(report.resolve("index.html")).isNotEmptyFile();
        succeed("score --bundle %s %s --device cpu", bundle, data.resolve("cap/test/good/000.jpg"));
        succeed("calibrate --bundle %s --false-reject 30% --review 40%", bundle);
        assertThat(ModelBundle.load(bundle).digest()).isNotEqualTo(written.digest());

        Path exported = folder.resolve("model.pt");
        succeed("export --bundle %s --out %s", bundle, exported);
        assertThat(exported).isNotEmptyFile();
        try (ScoringModel model = BundleModel.of(bundle, "cpu").open()) {
            RgbImage grey = new RgbImage(SIZE, SIZE, new byte[SIZE * SIZE * 3]);
            assertThat(model.score(List.of(grey)).get(0).map().width()).isEqualTo(SIZE);
        }
    }

    private void shouldRecordStepsOnlyWhereThereAreSome(ModelBundle written) throws IOException {
        Path run = folder.resolve("bundle.run");
        boolean hasSteps = Detectors.takesSteps(written.detector().family());
        for (String file : List.of("steps.csv", "loss.svg")) {
            assertThat(Files.exists(run.resolve(file))).as(file).isEqualTo(hasSteps);
        }
        assertThat(written.model().provenance().recipe().epochs()).isEqualTo(hasSteps ? 1 : 0);
        JsonNode recorded = new ObjectMapper().readTree(run.resolve("run.json").toFile());
        assertThat(recorded.at("/training/recipe").isNull()).isEqualTo(!hasSteps);
    }
}
