// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * One product has a tenth of the training. The toy detector remembers one mean colour for all products, so it has no room for the colour of
 * that product.
 */
class CapacityCommandTest {
    private static final Color CAP = new Color(200, 60, 60);
    private static final Color NUT = new Color(60, 200, 60);
    private static final Color SPOT = new Color(60, 60, 200);
    private static final int TESTED = 12;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toy;
    private Path data;
    private Path bundle;

    @BeforeEach
    void render() throws IOException {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        data = folder.resolve("data");
        bundle = folder.resolve("bundle");
        product("cap", CAP, SPOT, 200);
        product("nut", NUT, CAP, 20);
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldShowTheProductThatIsStarvedInTheSharedModel() {
        run(
                "train",
                "--data",
                data,
                "--detector",
                "toy",
                "--size",
                "16",
                "--calibration-share",
                "0.5",
                "--false-reject",
                "10%",
                "--review",
                "20%",
                "--out",
                bundle,
                "--device",
                "cpu");
        out.getBuffer().setLength(0);

        run("capacity", "--bundle", bundle, "--data", data, "--detector", "toy", "--device", "cpu");

        assertThat(out.toString()
                        .lines()
                        .filter(line -> line.startsWith("nut "))
                        .findFirst())
                .as("%s", out)
                .hasValueSatisfying(row -> assertThat(row)
                        // trained on the same ten parts by both
                        .matches("nut +10 +10 +12 +12 .*")
                        .endsWith("sharing costs, stands out"));
        assertThat(out.toString()
                        .lines()
                        .filter(line -> line.startsWith("cap "))
                        .findFirst())
                .hasValueSatisfying(row ->
                        assertThat(row).matches("cap +100 +100 +12 +12 .*").endsWith("no difference shown"));
        assertThat(out.toString())
                .contains("Sharing costs nut +", "more than for the other products", "No difference was shown for cap.")
                .doesNotContain("another detector than the shared one");

        out.getBuffer().setLength(0);
        run("capacity", "--bundle", bundle, "--data", data, "--detector", "toy", "--device", "cpu", "--format", "md");
        assertThat(out.toString()).contains("| nut | 10 | 10 | 12 | 12 |", "| 12/12 (");
    }

    @Test
    void shouldSayWhichProductsCannotBeCompared() throws IOException {
        run(
                "train",
                "--data",
                data,
                "--detector",
                "toy",
                "--size",
                "16",
                "--calibration-share",
                "0.5",
                "--false-reject",
                "10%",
                "--review",
                "20%",
                "--out",
                bundle,
                "--device",
                "cpu");
        product("bolt", SPOT, CAP, 20);
        out.getBuffer().setLength(0);

        run("capacity", "--bundle", bundle, "--data", data, "--detector", "toy", "--device", "cpu");

        assertThat(out.toString()).contains("Not compared: bolt, the bundle does not know it.");
    }

    private void run(Object... arguments) {
        String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        assertThat(invigil.execute(texts)).as("%s%n%s", out, err).isZero();
    }

    private void product(String name, Color colour, Color defect, int parts) throws IOException {
        for (int i = 0; i < parts; i++) {
            image(name + "/train/good/%03d.png".formatted(i), colour, i, colour);
        }
        for (int i = 0; i < TESTED; i++) {
            image(name + "/test/good/%03d.png".formatted(i), colour, parts + i, colour);
            image(name + "/test/spot/%03d.png".formatted(i), colour, parts + TESTED + i, defect);
        }
    }

    /** A plain part with a little variation, and a spot of the defect's colour. */
    private void image(String name, Color colour, int number, Color spot) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(
                colour.getRed() + number % 7, colour.getGreen() + number % 5, colour.getBlue() + number % 11));
        pen.fillRect(0, 0, 32, 32);
        pen.setColor(spot);
        pen.fillRect(8, 8, 12, 12);
        // every image is another one
        pen.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue() + 1));
        pen.fillRect(number % 32, number / 32, 1, 1);
        pen.dispose();
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
