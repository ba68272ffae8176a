// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.model.ModelDiff;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ModelTextTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    /** Such as a record that another program wrote: it says ACTIVE, and its activation is older. */
    @Test
    void shouldListTheModelByWhichScorersDecideFirst() {
        Models models = Models.of(List.of(active(A, 5, 100), active(B, 1, 200)));

        assertThat(ModelText.list(models).lines().skip(1).map(row -> row.split(" ")[0]))
                .containsExactly("aaaaaaaaaaaa", "bbbbbbbbbbbb");
    }

    @Test
    void shouldPointAtTheGatesPageWhereTheBundlesRecordNoEvaluationOfBoth() {
        ModelDiff diff = new ModelDiff(
                new ModelDiff.Side("toy", "1", A), new ModelDiff.Side("toy", "1", B), List.of(), List.of(), List.of());
        ModelRecord judged = active(B, 2, 200)
                .with(new ModelRecord.Evidence(
                        Optional.empty(), Optional.of("PROMOTE"), Optional.of("runs/7/index.html")));

        assertThat(ModelText.diff(diff, List.of(active(A, 1, 100), judged), Path.of("store")))
                .contains(
                        "the gate compared toy 1 (bbbbbbbbbbbb) with the model that was ACTIVE then, and said PROMOTE; its page: runs/7/index.html\n")
                .contains("invigil gate store/" + A + " store/" + B + " DATA --out DIR\n")
                .doesNotContain("evaluate --record");
        CommandTree.parse(List.of("gate", "store/" + A, "store/" + B, "DATA", "--out", "DIR"));
    }

    private static ModelRecord active(String digest, long activation, long second) {
        return new ModelRecord(
                ModelRecord.SCHEMA,
                digest,
                "toy",
                "1",
                ModelState.ACTIVE,
                OptionalLong.of(activation),
                Optional.empty(),
                "a test",
                "anna",
                Instant.ofEpochSecond(second),
                Optional.empty());
    }
}
