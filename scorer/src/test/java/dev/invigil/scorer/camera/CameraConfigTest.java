// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.camera.BrokenCameraRulesException;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.decision.CameraRule;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.scorer.camera.CameraConfig.Area;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraConfigTest {
    private static final int SIDE = 8;

    @TempDir
    private Path folder;

    @Test
    void shouldStretchAMaskOverTheMapAndAddRectangles() throws Exception {
        // the left quarter of a picture of 64 x 32
        CameraRules rules = rules("cam-1", mask("mask.png", 64, 32, 0, 0, 16, 32), new Area(0.5, 0.5, 0.5, 0.5));

        CameraRule rule = rules.of(InspectionPoint.of("bottle", "cam-1"));
        assertThat(rule.shape()).as("of the image that the mask was drawn on").hasValue(2);
        assertThat(rule.mask())
                .hasValueSatisfying(mask -> assertThat(mask.count()).isEqualTo(2 * SIDE + 4 * 4));
        assertThat(rule.minimumArea()).isEqualTo(3);
        assertThat(rules.of(InspectionPoint.of("bottle", "cam-2"))).isEqualTo(new CameraRule(3, Optional.empty()));
    }

    @Test
    void shouldSayWhatIsWrongWithEveryMask() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        Map<String, CameraConfig> cameras = Map.of(
                "a", config(Optional.of(folder.resolve("gone.png"))),
                "b", config(Optional.of(text)),
                "c", config(Optional.of(mask("small.png", 4, 4, 0, 0, 1, 1))),
                "d", config(Optional.of(mask("black.png", 16, 16, 0, 0, 0, 0))),
                "e", config(Optional.of(mask("white.png", 16, 16, 0, 0, 16, 16))),
                "f", config(Optional.empty(), new Area(0, 0, 1, 1)));

        assertThatThrownBy(() -> rules(1, cameras))
                .isInstanceOf(BrokenCameraRulesException.class)
                .hasMessageContaining("scorer.cameras.a: " + folder.resolve("gone.png") + ": no such file")
                .hasMessageContaining("scorer.cameras.b: " + text)
                .hasMessageContaining("scorer.cameras.c: " + folder.resolve("small.png")
                        + ": the mask has 4 x 4 pixels, fewer than the model's map of 8 x 8")
                .hasMessageContaining("all pixels are black")
                .hasMessageContaining("scorer.cameras.e: " + folder.resolve("white.png") + ": everything is ignored")
                .hasMessageContaining("scorer.cameras.f: everything is ignored");
    }

    private CameraRules rules(String camera, Path mask, Area area) throws BrokenCameraRulesException {
        return rules(3, Map.of(camera, config(Optional.of(mask), area)));
    }

    private static CameraRules rules(int minimumArea, Map<String, CameraConfig> cameras)
            throws BrokenCameraRulesException {
        return new CameraRuleEntries(
                        minimumArea,
                        cameras.entrySet().stream()
                                .map(camera -> camera.getValue().entry(camera.getKey()))
                                .toList())
                .rules(SIDE, SIDE);
    }

    private static CameraConfig config(Optional<Path> mask, Area... areas) {
        return new CameraConfig(Optional.empty(), mask, List.of(areas));
    }

    private Path mask(String name, int width, int height, int x, int y, int w, int h) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(x, y, w, h);
        graphics.dispose();
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
