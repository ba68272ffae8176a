// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.evaluate.ImageScorer;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.invad.TinyInvad;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.RenderedParts;
import dev.invigil.trainer.depth.DepthOption;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorImportTest {
    private static final int SIZE = 48;
    private static final ComputeDevice CPU = ComputeDevice.cpu();

    @TempDir
    private Path folder;

    private DataSet data;

    @BeforeEach
    void render() throws IOException {
        ComputeDevice.useThreads(1);
        RenderedParts.write(folder.resolve("data"), "disc", new Color(200, 60, 40), 12);
        data = DataSet.read(folder.resolve("data"));
    }

    @Test
    void shouldMakeABundleThatScores() throws Exception {
        Path checkpoint = checkpoint(state());

        ModelBundle made = run(checkpoint, false);

        ModelBundle bundle = ModelBundle.load(folder.resolve("bundle"));
        assertThat(bundle.digest()).isEqualTo(made.digest());
        assertThat(bundle.model().detector().preprocessing()).isEqualTo(Preprocessing.imageNet(SIZE, SIZE));
        assertThat(bundle.model().provenance().backbone().orElseThrow().sha256())
                .isEqualTo(Sha256.of(checkpoint));
        assertThat(bundle.trainingPictures()).isEmpty();
        CalibratedClass disc = bundle.model().known("disc").orElseThrow();
        List<Picture> pictures = data.classes().get(0).train();
        assertThat(disc.calibrationScores())
                .hasSameSizeAs(new HashSet<>(PictureDigests.of(pictures).values()));
        List<Double> scores = new ArrayList<>();
        try (ImageScorer scorer = new ImageScorer(bundle, CPU)) {
            scorer.score(
                    pictures.subList(0, 1),
                    picture -> picture,
                    picture -> "cap",
                    (picture, map) -> scores.add((double)
                            scorer.postprocessing().smoothing().apply(map).max()));
        }
        assertThat(disc.calibrationScores())
                .anySatisfy(score -> assertThat(score).isCloseTo(scores.get(0), within(1e-5)));
    }

    @Test
    void shouldNotPromiseByPartsThatMayHaveBeenTrainedOn() throws Exception {
        Path checkpoint = checkpoint(state());

        assertThat(basis(run(checkpoint, false)))
                .isInstanceOfSatisfying(Basis.Provisional.class, provisional -> assertThat(provisional.reason())
                        .contains("--held-out"));
        assertThat(basis(run(checkpoint, true))).isEqualTo(new Basis.Calibrated());
    }

    private static Basis basis(ModelBundle bundle) {
        return bundle.model().classes().get(0).threshold().basis();
    }

    @Test
    void shouldNameTheFileThatCannotBeUsed() throws Exception {
        Map<String, HostTensor> halved = state();
        halved.keySet().removeIf(name -> name.startsWith("net_decoder"));
        Path unfit = checkpoint(halved);
        assertThatThrownBy(() -> run(unfit, false))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith(unfit + ": these are not the weights of invad on tiny")
                .hasMessageContaining("missing, 65 in all, such as:\n    net_decoder.conv1.0.0: weight");
        Path text = Files.writeString(folder.resolve("text.pth"), "no weights");
        assertThatThrownBy(() -> run(text, false))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("neither");
        assertThatThrownBy(() -> run(folder.resolve("missing.pth"), false))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no such file");
        assertThat(folder.resolve("bundle")).doesNotExist();
    }

    private ModelBundle run(Path checkpoint, boolean isHeldOut) throws IOException {
        ImportPlan plan = new ImportPlan(
                "line",
                "1",
                DetectorFamilies.named("invad"),
                "tiny",
                false,
                DepthOption.AUTO,
                PostProcessing.maximum(1),
                new FalseRejectRates(0.2, 0.3),
                isHeldOut);
        return new DetectorImport(plan, CPU, "test", Clock.systemUTC())
                .run(
                        checkpoint,
                        data.classes(),
                        folder.resolve("bundle"),
                        (done, total) -> {},
                        (done, total) -> {},
                        note -> {});
    }

    private Path checkpoint(Map<String, HostTensor> state) throws IOException {
        Path file = folder.resolve("net.safetensors");
        SafeTensors.write(file, TensorFile.of(state));
        return file;
    }

    private static Map<String, HostTensor> state() {
        return TinyInvad.official(ResNet.known("tiny"), SIZE, 3);
    }
}
