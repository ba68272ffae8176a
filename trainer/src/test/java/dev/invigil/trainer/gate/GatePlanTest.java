// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the tables of "How to choose the margin" against the code. */
class GatePlanTest {
    private static final Path DOCUMENT = Path.of("../docs/RETRAINING.md");
    private static final double ERROR_RATE = 0.05;

    @Test
    void shouldStateInTheDocumentHowManyPartsAMarginNeeds() throws IOException {
        StringBuilder table = new StringBuilder();
        for (double margin : new double[] {0.02, 0.03, 0.05, 0.08, 0.1, 0.15}) {
            GateRules rules =
                    new GateRules(ERROR_RATE, margin, margin, 0.1, 0, 10, 10, 2000, 1, NewProductRules.DEFAULTS);
            table.append("| %s | %d | %d |%n".formatted(margin, rules.goodNeeded(), rules.defectiveNeeded()));
        }
        assertThat(Files.readString(DOCUMENT)).contains(table);
    }

    @Test
    void shouldStateInTheDocumentHowManyGoodPartsAFalseRejectMarginNeeds() throws IOException {
        StringBuilder table = new StringBuilder();
        for (double margin : new double[] {0.02, 0.05, 0.1, 0.15, 0.2}) {
            table.append("| %s | %d | %d | %d | %d |%n"
                    .formatted(
                            margin,
                            goodParts(margin, 0, 0),
                            goodParts(margin, 1, 1),
                            goodParts(margin, 1, 0),
                            goodParts(margin, 2, 0)));
        }
        assertThat(Files.readString(DOCUMENT)).contains(table);
    }

    private static int goodParts(double margin, int newly, int noLonger) {
        int parts = newly + noLonger + 1;
        while (new PairedRates(parts, newly, noLonger).below(margin) > ERROR_RATE) {
            parts++;
        }
        return parts;
    }
}
