// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.invigil.benchmark.report.PartImages;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.gate.Gate;
import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.Models;
import dev.invigil.trainer.snapshot.Role;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateFolderTest {
    @TempDir
    private Path folder;

    private static GateDecision decide(EvaluatedModel active, EvaluatedModel candidate) {
        return Gate.decide(Optional.of(active), candidate, GateRules.DEFAULTS);
    }

    /** One product is worse, one is the same, one is new and one is forgotten. */
    private static GateDecision rejection() {
        return decide(
                Models.named("line<1>")
                        .perfect("bottle", 40, 40)
                        .perfect("pcb", 40, 40)
                        .perfect("pill", 2, 2)
                        .withoutDecisions("tile", 40, 40)
                        .model(),
                Models.named("line<2>")
                        .perfect("bottle", 40, 40)
                        .with("pcb", 40, i -> i == 3 ? 2.6 : 1 + i * 1e-3, 40, i -> i % 4 == 0 ? 1.01 : 4)
                        .perfect("tile", 40, 40)
                        .model());
    }

    private String page(GateDecision decision, GatePictures pictures) throws IOException {
        return Files.readString(GateFolder.write(decision, pictures, folder));
    }

    @Test
    void shouldSayTheOutcomeInTheFirstSentence() throws IOException {
        assertThat(page(rejection(), GatePictures.NONE))
                .contains(
                        "<h1>The candidate must not replace the active model: it does not know pill and is worse than allowed in"
                                + " pcb.</h1>");
        EvaluatedModel good = Models.named("a").perfect("bottle", 40, 40).model();
        assertThat(page(decide(good, good), GatePictures.NONE))
                .contains(
                        "<h1>The candidate may replace the active model: it is not worse than allowed in any product.</h1>");
        EvaluatedModel few = Models.named("a").perfect("bottle", 4, 7).model();
        assertThat(page(decide(few, few), GatePictures.NONE))
                .contains(
                        "<h1>Not decided: the held-out parts do not show whether the candidate is good enough in bottle.</h1>")
                .contains("Missing: about 25 good and 22 defective parts.");
    }

    @Test
    void shouldListPartsByNameWithoutImages() throws IOException {
        assertThat(page(rejection(), GatePictures.NONE))
                .contains("Newly missed: 10", "test/scratch/004.png", "Newly rejected though good: 1")
                .doesNotContain("<img");
    }

    @Test
    void shouldEmbedTheImagesOfPartsThatChanged() throws IOException {
        Path active = Files.createDirectory(folder.resolve("active"));
        Path candidate = Files.createDirectory(folder.resolve("candidate"));
        String shown = "test/scratch/004.png";
        Files.writeString(PartImages.heat(active, shown), "heat of the active model");
        Files.writeString(PartImages.image(candidate, shown), "the image");
        Files.writeString(PartImages.heat(candidate, shown), "heat of the candidate");

        String page = page(rejection(), GatePictures.of(active, candidate));

        assertThat(Pattern.compile("<img src=\"data:image/jpeg;base64,")
                        .matcher(page)
                        .results())
                .hasSize(3);
    }

    @Test
    void shouldLoadNothingAndEscapeNames() throws IOException {
        String page = page(rejection(), GatePictures.NONE);

        assertThat(page).contains("line&lt;2&gt;").doesNotContain("line<2>");
        assertThat(Pattern.compile("(?:src|href)=\"(?!#|data:)|url\\(|@import|<script")
                        .matcher(page)
                        .results())
                .isEmpty();
    }

    @Test
    void shouldNameThePartsOfTheTrainingSetThatMayBeDefective() throws IOException {
        SuspectPart suspect = new SuspectPart("pcb", Role.CALIBRATE, "cam-1-<42>", "4".repeat(64), 0.9, 0.1, 12.345);

        String page = Files.readString(GateFolder.write(
                rejection(),
                GatePictures.NONE,
                Optional.of(List.of(suspect)),
                folder.resolve(GateFolder.JSON),
                folder));

        assertThat(page)
                .contains("1 part scores far above the others of its product")
                .contains("<th>pcb</th><td>cam-1-&lt;42&gt;</td><td>sets thresholds</td><td>12.3</td>");
        JsonNode json =
                new JsonMapper().readTree(folder.resolve(GateFolder.JSON).toFile());
        assertThat(json.at("/suspects/0/name").asText()).isEqualTo("cam-1-<42>");
        assertThat(page(rejection(), GatePictures.NONE))
                .as("nobody has looked")
                .doesNotContain("Parts that the candidate was trained on");
        assertThat(Files.readString(GateFolder.write(
                        rejection(),
                        GatePictures.NONE,
                        Optional.of(List.of()),
                        folder.resolve(GateFolder.JSON),
                        folder)))
                .contains("No part that the candidate was trained on or calibrated with scores far above the others");
    }

    @Test
    void shouldKeepTheFormatOfTheJson() throws IOException {
        GateFolder.write(rejection(), GatePictures.NONE, folder);

        assertThat(folder.resolve(GateFolder.JSON)).hasContent(golden());
        GateFolder.write(rejection(), GatePictures.NONE, folder);
        assertThat(folder.resolve(GateFolder.JSON)).hasContent(golden());
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void shouldSayInTheJsonWhatIsMissing() throws IOException {
        EvaluatedModel few = Models.named("a").perfect("bottle", 4, 7).model();
        JsonNode json = new JsonMapper().readTree(GateJson.of(decide(few, few)));

        assertThat(json.path("schema").asInt()).isEqualTo(1);
        assertThat(json.path("outcome").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(json.at("/missing/0/product").asText()).isEqualTo("bottle");
        assertThat(json.at("/missing/0/good").asInt()).isEqualTo(25);
        assertThat(json.at("/missing/0/defective").asInt()).isEqualTo(22);
    }

    private static String golden() throws IOException {
        try (InputStream text = GateFolderTest.class.getResourceAsStream("gate-1.json")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
