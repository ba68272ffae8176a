// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.detector.bundle.ModelBundle;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
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
        }
    }
}
