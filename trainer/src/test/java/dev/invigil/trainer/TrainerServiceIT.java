// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.trainer.retrain.RunId;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A trainer from golden data to the list of models, with real child processes. */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class TrainerServiceIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void render() throws IOException {
        RenderedParts.write(folder.resolve("golden"), "lime", new Color(110, 170, 50), 24);
    }

    /** The first model is promoted by the gate alone; the second is made of the same data, starts from it, and is compared with it. */
    @Test
    void shouldPromoteByItselfWhereThatIsAsked(TestBroker broker) throws Exception {
        RenderedParts.write(folder.resolve("golden"), "plum", new Color(120, 50, 150), 24, 40);
        TrainerLine.Setup setup = TrainerLine.setup(broker, folder)
                .with("golden", onlyPlum())
                .with("promotion", "automatic")
                .with(
                        "gate",
                        Map.of(
                                "new-product",
                                Map.of("least-image-auroc", 0.6, "most-missed", 0.4, "most-false-rejects", 0.8)));
        try (TrainerLine line = new TrainerLine(setup).lead()) {
            JsonNode first = line.end(line.ask());
            assertThat(first.path("model").path("state").asText())
                    .as(first.toPrettyString())
                    .isEqualTo("ACTIVE");
            String active = first.path("model").path("digest").asText();
            assertThat(line.models().active()).get().satisfies(model -> {
                assertThat(model.digest()).isEqualTo(active);
                assertThat(model.evidence()).get().satisfies(evidence -> {
                    assertThat(evidence.outcome()).contains("PROMOTE");
                    assertThat(evidence.snapshot())
                            .contains(first.path("snapshot").path("digest").asText());
                });
            });
            assertThat(line.get("/metrics").body())
                    .contains(
                            "invigil_trainer_model_metric{metric=\"imageAuroc\",model=\"active\",product=\"plum\"} 1.0")
                    .contains(
                            "invigil_trainer_model_metric{metric=\"imageAp\",model=\"candidate\",product=\"(mean)\"} 1.0")
                    .contains("invigil_trainer_snapshot_images{product=\"plum\",role=\"test\"} 80.0")
                    .contains("invigil_trainer_runs_total{outcome=\"active\"} 1.0")
                    .contains("invigil_trainer_phase{phase=\"idle\"} 1.0");

            JsonNode second = line.end(line.ask());

            assertThat(second.path("state").asText())
                    .as(second.toPrettyString())
                    .isEqualTo("DONE");
            Path run =
                    line.archive().files(new RunId(second.path("id").asText())).folder();
            assertThat(new ObjectMapper()
                            .readTree(run.resolve("active.json").toFile())
                            .path("digest")
                            .asText())
                    .as("compared with the active model")
                    .isEqualTo(active);
            assertThat(line.get("/runs/" + second.path("id").asText() + "/gate/index.html"))
                    .satisfies(page -> {
                        assertThat(page.statusCode()).isEqualTo(200);
                        assertThat(page.body()).contains("plum");
                    });
            assertThat(run.resolve("gate.json")).exists();
            assertThat(run.resolve("reports/candidate/index.html")).exists();
            assertThat(run.resolve("reports/active/index.html")).exists();
        }
    }

    private Path onlyPlum() throws IOException {
        Path golden = folder.resolve("plums");
        Files.createDirectories(golden);
        Files.move(folder.resolve("golden/plum"), golden.resolve("plum"));
        return golden;
    }

    @Test
    void shouldRetrainCompareAndListTheCandidate(TestBroker broker) throws Exception {
        try (TrainerLine line = new TrainerLine(TrainerLine.setup(broker, folder)).lead()) {
            JsonNode first = line.end(line.ask());

            assertThat(first.path("state").asText()).as(first.toPrettyString()).isEqualTo("DONE");
            ModelRecord listed = line.models().byDigest().values().iterator().next();
            assertThat(listed.state()).isEqualTo(ModelState.CANDIDATE);
            assertThat(listed.run()).contains(first.path("id").asText());
            assertThat(ModelBundle.load(line.config().store().resolve(listed.digest()))
                            .digest())
                    .isEqualTo(listed.digest());
            assertThat(line.config().work().resolve("runs").resolve(listed.run().orElseThrow()))
                    .as("the record names the parts that may be defective")
                    .isDirectoryContaining("glob:**/suspects.json");
        }
    }
}
