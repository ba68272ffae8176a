// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One product has a tenth of the training. The toy detector remembers one mean colour for all products, so it has no room for the colour of
 * that product.
 */
class CapacityCommandTest {
    private static final Color CAP = new Color(200, 60, 60);
    private static final Color NUT = new Color(60, 200, 60);
    private static final Color SPOT = new Color(60, 60, 200);
    private static final Rectangle SPOTTED = new Rectangle(8, 8, 12, 12);
    private static final int SIDE = 32;
    private static final int TESTED = 12;

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
        succeed(
                "train --data %s --detector toy --size 16 --calibration-share 0.5 --false-reject 10% --review 20% --out %s"
                        + " --device cpu",
                data, bundle);
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldShowTheProductThatIsStarvedInTheSharedModel() {
        String shown = capacity("");

        assertThat(shown.lines().filter(line -> line.startsWith("nut ")).findFirst())
                .as(shown)
                .hasValueSatisfying(row -> assertThat(row)
                        // trained on the same ten parts by both
                        .matches("nut +10 +10 +12 +12 .*")
                        .endsWith("sharing costs, stands out"));
        assertThat(shown.lines().filter(line -> line.startsWith("cap ")).findFirst())
                .hasValueSatisfying(row ->
                        assertThat(row).matches("cap +100 +100 +12 +12 .*").endsWith("no difference shown"));
        assertThat(shown)
                .contains("Sharing costs nut +", "more than for the other products", "No difference was shown for cap.")
                .doesNotContain("another detector than the shared one");
        assertThat(capacity(" --format md")).contains("| nut | 10 | 10 | 12 | 12 |", "| 12/12 (");
    }

    @Test
    void shouldSayWhichProductsCannotBeCompared() throws IOException {
        product("bolt", SPOT, CAP, 20);

        assertThat(capacity("")).contains("Not compared: bolt, the bundle does not know it.");
    }

    @Test
    void shouldNameAllProductsWhereNoneCanBeCompared() throws IOException {
        Path other = folder.resolve("other");
        product(other.resolve("bolt"), SPOT, CAP, 20);
        product(other.resolve("washer"), SPOT, NUT, 20);

        CommandTree ran = CommandTree.run("capacity --bundle %s --data %s --detector toy --device cpu", bundle, other);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("can be compared: bolt, washer: the bundle does not know it; the bundle knows cap, nut");
    }

    @Test
    void shouldSayThatAModelIsEvaluatedOnProductsThatItDoesNotKnow() throws IOException {
        Path report = folder.resolve("report");
        assertThat(succeed("evaluate --bundle %s --data %s --device cpu", bundle, data)
                        .err())
                .doesNotContain("does not know");
        product("bolt", SPOT, CAP, 20);
        product("washer", SPOT, NUT, 20);

        CommandTree ran = succeed("evaluate --bundle %s --data %s --device cpu --report %s", bundle, data, report);

        assertThat(ran.out()).contains("bolt", "cap");
        assertThat(ran.err()).contains("the model does not know the products bolt, washer: it was not trained on them");
        assertThat(report.resolve("index.html"))
                .content()
                .contains("The model does not know the products bolt, washer: it was not trained on them.");
    }

    @Test
    void shouldCheckTheSizeBeforeItScores() throws IOException {
        Path encoder = SmallTransformer.write(folder.resolve("vit.safetensors"));

        CommandTree ran = CommandTree.run(
                "capacity --bundle %s --data %s --detector memory --backbone %s --size 30 --device cpu",
                bundle, data, encoder);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("a multiple of 8 pixels", "choose --size 32")
                .doesNotContain("shared:");
    }

    private String capacity(String more) {
        return succeed("capacity --bundle %s --data %s --detector toy --device cpu" + more, bundle, data)
                .out();
    }

    /** Plain parts with a little variation. */
    private void product(String name, Color colour, Color defect, int parts) throws IOException {
        product(data.resolve(name), colour, defect, parts);
    }

    private static void product(Path place, Color colour, Color defect, int parts) throws IOException {
        DrawnParts.Drawing part = (pen, number) -> {
            pen.setColor(new Color(
                    colour.getRed() + number % 7, colour.getGreen() + number % 5, colour.getBlue() + number % 11));
            pen.fillRect(0, 0, SIDE, SIDE);
            pen.setColor(colour);
            pen.fill(SPOTTED);
            // every image is another one
            pen.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue() + 1));
            pen.fillRect(number % SIDE, number / SIDE, 1, 1);
        };
        new DrawnParts(SIDE, SIDE, SPOTTED, defect, part).write(place, parts, TESTED);
    }
}
