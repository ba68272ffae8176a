// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.decision.CameraRule;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.map.IgnoreMask;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CameraRulesFileTest {
    private static final int SIDE = 8;

    @TempDir
    private Path folder;

    @Test
    void shouldInspectAPolygonInPixelsWithoutWhatIsIgnoredInIt() throws Exception {
        CameraRule rule = rules("""
                rules:
                  - product: bottle
                    camera: cam-1
                    size: [160, 80]
                    inspect:
                      - polygon: [[0, 0], [160, 0], [160, 40], [0, 40]]
                    ignore:
                      - rectangle: {x: 0, y: 0, width: 40, height: 80}
                    min-region-area: 5
                """).of(InspectionPoint.of("bottle", "cam-1"));

        assertThat(rule.minimumArea()).isEqualTo(5);
        assertThat(rule.shape()).hasValue(2);
        // the lower half is not inspected, and the left quarter is ignored
        byte[] expected = new byte[SIDE * SIDE];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i / SIDE >= 4 || i % SIDE < 2 ? 1 : 0);
        }
        assertThat(rule.mask().orElseThrow().digest())
                .isEqualTo(IgnoreMask.of(SIDE, SIDE, expected).digest());
    }

    @Test
    void shouldReadJsonAndFractionsAndImagesBesideTheFile() throws Exception {
        image("clamp.png", 32, 16, 0, 0, 8, 16);
        CameraRule rule = rules("""
                {"rules": [{"ignore": [{"image": "clamp.png"},
                                       {"polygon": [[0.5, 0], [1, 0], [1, 1], [0.5, 1]]}]}]}
                """).of(InspectionPoint.of("bottle"));

        assertThat(rule.mask().orElseThrow().count()).isEqualTo(2 * SIDE + 4 * SIDE);
        assertThat(rule.shape()).hasValue(2);
        assertThat(rule.minimumArea()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheMostSpecificRuleAndMergeNone() throws Exception {
        CameraRules rules = rules("""
                rules:
                  - {min-region-area: 2}
                  - {product: bottle, min-region-area: 3}
                  - {camera: cam-1, min-region-area: 4}
                  - {product: bottle, camera: cam-1, min-region-area: 5}
                """);

        assertThat(rules.of(InspectionPoint.of("bottle", "cam-1")).minimumArea())
                .isEqualTo(5);
        assertThat(rules.of(InspectionPoint.of("pill", "cam-1")).minimumArea()).isEqualTo(4);
        assertThat(rules.of(InspectionPoint.of("bottle", "cam-2")).minimumArea())
                .isEqualTo(3);
        assertThat(rules.of(InspectionPoint.of("bottle")).minimumArea()).isEqualTo(3);
        assertThat(rules.of(InspectionPoint.of("pill")).minimumArea()).isEqualTo(2);
    }

    @Test
    void shouldNameTheSameMaskByTheSameDigestHoweverItWasDrawn() throws Exception {
        image("right.png", 64, 64, 32, 0, 32, 64);
        String drawn = digest("rules: [{ignore: [{image: right.png}]}]");

        assertThat(digest("rules: [{ignore: [{rectangle: {x: 0.5, y: 0, width: 0.5, height: 1}}]}]"))
                .isEqualTo(drawn);
        assertThat(digest("rules: [{inspect: [{polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]}]}]"))
                .isEqualTo(drawn);
        assertThat(digest("rules: [{ignore: [{rectangle: {x: 0, y: 0, width: 0.5, height: 1}}]}]"))
                .isNotEqualTo(drawn);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: []                                                      | has no rules",
                "rule: []                                                       | rule",
                "rules: [{}]                                                    | rules[0] (all products at all cameras): has no effect",
                "rules: [{camera: c, min-region-area: 0}]                       | rules[0] (all products at camera c): min-region-area must be at least 1",
                "rules: [{camera: c, min-region-area: x}]                       | line 1: rules[0].min-region-area",
                "rules: [{camera: c, camera: d, min-region-area: 1}]            | Duplicate field",
                "rules: [{ignore: [{polygon: [[0, 0], [1, 1]]}]}]               | ignore[0]: a polygon needs at least 3 points",
                "rules: [{ignore: [{polygon: [[0], [1, 1], [0, 1]]}]}]          | ignore[0]: a point of a polygon is [x, y]",
                "rules: [{ignore: [{polygon: [[0, 0], [9, 0], [9, 9]]}]}]       | ignore[0]: x must be inside the image",
                "rules: [{ignore: [{polygon: [[.nan, 0], [1, 0], [1, 1]]}]}]    | line 1: rules[0].ignore[0].polygon[0][0]",
                "rules: [{inspect: [{}]}]                                       | inspect[0]: a shape is exactly one of polygon, rectangle and image",
                "rules: [{ignore: [{rectangle: {x: 0, y: 0, width: 1}}]}]       | ignore[0]: a rectangle needs x, y, width and height",
                "rules: [{ignore: [{rectangle: {x: 0, y: 0, width: 0, height: 1}}]}] | a width and a height above 0",
                "rules: [{size: [0, 5], ignore: [{image: a.png}]}]              | size must be [width, height]",
                "rules: [{product: '', min-region-area: 1}]                     | must not be blank",
                "rules: [{ignore: [{image: gone.png}]}]                         | gone.png: no such file",
                "rules: [{ignore: [{image: rules.yaml}]}]                       | rules.yaml: ",
                "rules: [{ignore: [{image: black.png}]}]                        | black.png: all pixels are black, so nothing is ignored",
                "rules: [{inspect: [{image: black.png}]}]                       | black.png: all pixels are black, so nothing is inspected",
                "rules: [{ignore: [{image: small.png}]}]                        | small.png: the mask has 4 x 4 pixels",
                "rules: [{ignore: [{rectangle: {x: 0, y: 0, width: 1, height: 1}}]}] | everything is ignored",
                "rules: [{ignore: [{polygon: [[0, 0], [0.01, 0], [0, 0.01]]}]}] | the polygon covers no pixel of the model's map of 8 x 8",
                "rules: [{ignore: [{rectangle: {x: 0.1, y: 0, width: 0.01, height: 1}}]}] | the rectangle covers no pixel of the model's map of 8 x 8",
                "rules: [{min-region-area: 1}, {min-region-area: 2}]            | rules[1] (all products at all cameras): a second rule",
                "'rules: [{'                                                    | line 1",
            })
    void shouldNameFileEntryAndRemedy(String text, String message) throws IOException {
        image("black.png", 16, 16, 0, 0, 0, 0);
        image("small.png", 4, 4, 0, 0, 1, 1);
        assertThatThrownBy(() -> rules(text))
                .isInstanceOf(BrokenCameraRulesException.class)
                .hasMessageContaining(folder.resolve("rules.yaml").toString())
                .hasMessageContaining(message.strip());
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> CameraRulesFile.read(folder.resolve("gone.yaml")))
                .isInstanceOf(BrokenCameraRulesException.class)
                .hasMessageContaining("gone.yaml: no such file of camera rules");
    }

    private String digest(String text) throws Exception {
        return rules(text).of(InspectionPoint.of("bottle")).mask().orElseThrow().digest();
    }

    private CameraRules rules(String text) throws IOException, BrokenCameraRulesException {
        Path file = Files.writeString(folder.resolve("rules.yaml"), text);
        return CameraRuleEntries.NONE.with(CameraRulesFile.read(file)).rules(SIDE, SIDE);
    }

    private void image(String name, int width, int height, int x, int y, int w, int h) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(x, y, w, h);
        graphics.dispose();
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }
}
