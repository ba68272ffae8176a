// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.OperatorException;
import dev.invigil.detector.evaluation.Interval;
import dev.invigil.detector.evaluation.MetricDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    Path folder;

    @Test
    void shouldFindNoDifferenceBetweenAReportAndItself() throws IOException {
        Path file = written("a", MetricDefinition.ADER);

        Comparison comparison = Comparison.of(file, file);

        assertThat(comparison.rows()).isNotEmpty().allSatisfy(row -> {
            assertThat(Double.isNaN(row.first()) || row.difference() == 0).isTrue();
            assertThat(row.isClear()).isFalse();
            row.interval().ifPresent(interval -> assertThat(interval).isEqualTo(new Interval(0, 0)));
        });
        assertThat(comparison.changes()).allMatch(change -> change.mended() == 0 && change.broken() == 0);
        assertThat(comparison.markdown()).contains("| mean | I-AUROC |");
    }

    @Test
    void shouldCountMistakesThatOnlyOneModelMakes() throws IOException {
        Path before = written("before", MetricDefinition.ADER);
        Path after = folder.resolve("after.json");
        Files.writeString(
                after, Files.readString(before).replace("\"decision\" : \"PASS\"", "\"decision\" : \"REVIEW\""));

        assertThat(Comparison.of(before, after).changes().get(0)).satisfies(change -> {
            assertThat(change.mended()).isEqualTo(1);
            assertThat(change.broken()).isZero();
        });
    }

    @Test
    void shouldRefuseTwoDefinitions() throws IOException {
        Path ader = written("ader", MetricDefinition.ADER);
        Path exact = written("exact", MetricDefinition.EXACT);

        assertThatThrownBy(() -> Comparison.of(ader, exact))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("same --definition");
    }

    @Test
    void shouldRefuseOtherParts() throws IOException {
        Path one = written("one", MetricDefinition.ADER);
        Path other = folder.resolve("other.json");
        Files.writeString(other, Files.readString(one).replace("\"file\" : \"a\"", "\"file\" : \"z\""));

        assertThatThrownBy(() -> Comparison.of(one, other))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("same --data");
    }

    @Test
    void shouldRefuseJsonWithoutScores() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.json"), "{\"classes\": {}}");

        assertThatThrownBy(() -> Comparison.of(plain, plain))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("--report DIR");
    }

    private Path written(String name, MetricDefinition definition) throws IOException {
        return ReportFolder.write(ReportFolderTest.report(definition), folder.resolve(name))
                .resolveSibling(ReportFolder.JSON);
    }
}
