// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.TensorFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Thresholds from the scores that a bundle keeps; those from pictures are tested where they are made. */
class CalibrateCommandTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    private Path bundle;
    private String digest;
    private DetectorFamilies.Registration toy;

    @BeforeEach
    void write() throws Exception {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        Detector detector = ToyFamily.detector(Preprocessing.imageNet(16, 16), PostProcessing.maximum(4));
        bundle = folder.resolve("bundle");
        ModelDescription model = new ModelDescription(
                "line-1",
                "7",
                Instant.EPOCH,
                detector.spec(),
                List.of(CalibratedClass.of(
                        "bottle",
                        80,
                        IntStream.rangeClosed(1, 199).mapToObj(i -> i / 1000.0).toList(),
                        FalseRejectRates.DEFAULT)),
                new Provenance(
                        DIGEST,
                        42,
                        new Provenance.Recipe(12, 16, 0.002, 0.2, Precision.FLOAT32),
                        Optional.empty(),
                        "0.1.0",
                        Optional.empty(),
                        List.of()));
        digest = ModelBundle.write(bundle, model, TensorFile.of(detector.state()))
                .digest();
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldReplaceTheBundleAndNameBothDigests() throws Exception {
        assertThat(calibrate("--false-reject", "0.5%")).isZero();

        ModelBundle now = ModelBundle.load(bundle);
        assertThat(now.model().threshold("bottle").orElseThrow().reject()).isEqualTo(0.199);
        assertThat(now.digest()).isNotEqualTo(digest);
        assertThat(out.toString())
                .contains("bottle   all       199         0  0.1900 → 0.1900  0.1980 → 0.1990      0.50 %")
                .contains("sha256 before " + digest)
                .contains("sha256 now    " + now.digest());
    }

    @Test
    void shouldWriteElsewhereAndLeaveTheBundleAlone() throws Exception {
        Path other = folder.resolve("other");
        assertThat(calibrate("--false-reject", "5", "--out", other.toString())).isZero();

        assertThat(ModelBundle.load(bundle).digest()).isEqualTo(digest);
        assertThat(ModelBundle.load(other)
                        .model()
                        .threshold("bottle")
                        .orElseThrow()
                        .asked())
                .isEqualTo(new FalseRejectRates(0.05, 0.05));
    }

    @Test
    void shouldWriteNothingOnADryRunAndSayWhatIsProvisional() throws Exception {
        assertThat(calibrate("--false-reject", "0.1%", "--dry-run")).isZero();

        assertThat(ModelBundle.load(bundle).digest()).isEqualTo(digest);
        assertThat(out.toString())
                .contains("dry run: nothing was written")
                .contains("provisional: 199 good parts can guarantee a false-reject rate of 0.500 % at best");
    }

    @Test
    void shouldAnswerRatesThatMakeNoSenseInOneLine() {
        assertThat(calibrate("--false-reject", "10%", "--review", "5%")).isEqualTo(1);
        assertThat(err.toString()).contains("0 < reject <= review < 1").doesNotContain("Exception");
        assertThat(calibrate("--false-reject", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("'many' is not a percentage; write one such as 0.5%");
    }

    private int calibrate(String... more) {
        List<String> arguments = new ArrayList<>(List.of("calibrate", "--bundle", bundle.toString()));
        arguments.addAll(List.of(more));
        return invigil.execute(arguments.toArray(String[]::new));
    }
}
