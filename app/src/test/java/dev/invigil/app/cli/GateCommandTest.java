// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyBundle;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateCommandTest {
    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toy;

    @BeforeEach
    void write() throws Exception {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        bundle("active").write(folder.resolve("active"));
        for (int i = 0; i < 30; i++) {
            image("part/test/good/%02d.png".formatted(i), i, false);
            image("part/test/white/%02d.png".formatted(i), i, true);
        }
    }

    @AfterEach
    void forget() {
        toy.close();
    }

    private static ToyBundle bundle(String version) {
        return ToyBundle.of(version).withStd(0.1);
    }

    private CommandTree gate(String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("gate"));
        for (String name : List.of("active", "candidate", "data")) {
            arguments.add(folder.resolve(name).toString());
        }
        arguments.addAll(
                List.of("--device", "cpu", "--out", folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        return CommandTree.run(arguments);
    }

    @Test
    void shouldPromoteAModelOfTheSameQuality() throws Exception {
        bundle("2").write(folder.resolve("candidate"));

        CommandTree result = gate();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("PROMOTE").contains("may replace the active model");
        assertThat(folder.resolve("out/gate.json")).content().contains("\"outcome\" : \"PROMOTE\"");
    }

    @Test
    void shouldRejectAModelThatPassesDefectsAndShowThem() throws Exception {
        bundle("2").withStd(0.5).write(folder.resolve("candidate"));

        CommandTree result = gate();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        assertThat(result.out())
                .startsWith("REJECT")
                .contains("part: 30 of 30 defective parts are newly missed, 0 allowed: part/test/white/00.png");
        assertThat(folder.resolve("out/index.html")).content().contains("data:image/jpeg;base64,");
    }

    @Test
    void shouldRejectAModelThatForgotAProduct() throws Exception {
        bundle("1").withProducts("part", "lid").write(folder.resolve("active"));
        bundle("2").write(folder.resolve("candidate"));

        CommandTree result = gate();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        assertThat(result.out()).contains("lid: the candidate does not know this product");
    }

    @Test
    void shouldSayWithCodeThreeHowManyPartsAreMissing() throws Exception {
        bundle("2").write(folder.resolve("candidate"));
        Path rules = Files.writeString(folder.resolve("gate.yaml"), "image-auroc-margin: 0.02\n");

        CommandTree result = gate("--rules", rules.toString());

        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(result.out()).startsWith("INCONCLUSIVE").contains("Missing: about 44 good and 44 defective parts.");
    }

    @Test
    void shouldEndWithCodeOneWhenNothingWasDecided() {
        assertThat(gate().exitCode()).as("there is no candidate").isEqualTo(1);
    }

    @Test
    void shouldNameARuleThatDoesNotExist() throws Exception {
        bundle("2").write(folder.resolve("candidate"));
        Path rules = Files.writeString(folder.resolve("gate.yaml"), "auroc: 0.02\n");

        assertThat(gate("--rules", rules.toString()).err()).contains("auroc", "image-auroc-margin");
    }

    private void image(String name, int number, boolean defective) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(115 + number % 6, 112 + number / 6, 105));
        pen.fillRect(0, 0, 16, 16);
        if (defective) {
            pen.setColor(Color.WHITE);
            pen.fillRect(4, 4, 9, 9);
        }
        pen.dispose();
        Path file = folder.resolve("data").resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
