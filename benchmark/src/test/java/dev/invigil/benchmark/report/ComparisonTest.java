// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.detector.decision.Interval;
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
        assertThat(comparison.rows())
                .filteredOn(row -> row.metric() == Metric.PIXEL_AP)
                .satisfiesExactly(
                        known -> assertThat(known.interval()).isPresent(),
                        plain -> assertThat(plain.reason()).contains("a single good part"),
                        mean -> assertThat(mean.reason()).isEqualTo("none in 1 of 2 classes"));
        assertThat(comparison.classes())
                .flatExtracting(Comparison.PairedClass::parts)
                .hasSize(5)
                .noneMatch(pair -> pair.isCorrected() || pair.isNewlyWrong());
        assertThat(comparison.markdown()).contains("| mean | I-AUROC |");
    }

    @Test
    void shouldCountMistakesThatOnlyOneModelMakes() throws IOException {
        Path before = written("before", MetricDefinition.ADER);
        Path after = folder.resolve("after.json");
        Files.writeString(
                after, Files.readString(before).replace("\"decision\" : \"PASS\"", "\"decision\" : \"REVIEW\""));

        Comparison comparison = Comparison.of(before, after);

        assertThat(comparison.classes().get(0).parts())
                .filteredOn(Comparison.PairedPart::isCorrected)
                .extracting(pair -> pair.first().file())
                .containsExactly("c");
        assertThat(comparison.classes().get(0).parts()).noneMatch(Comparison.PairedPart::isNewlyWrong);
        assertThat(Mistake.of(comparison.classes(), true)).isEqualTo(new Mistake(2, 1, 0, 1, 0));
        assertThat(comparison.markdown()).contains("| c | scratch | PASS | REVIEW | corrected by B |");
    }

    @Test
    void shouldPairTheDrawsOfBothReports() throws IOException {
        Path before = written("before", MetricDefinition.EXACT);
        Path after = folder.resolve("after.json");
        // drawn otherwise, so no pairs
        Files.writeString(
                after,
                Files.readString(before).replace("\"seed\" : 1,\n    \"encoding\"", "\"seed\" : 2,\n    \"encoding\""));

        assertThat(Comparison.of(before, after).rows())
                .filteredOn(row -> !Double.isNaN(row.difference()))
                .isNotEmpty()
                .allSatisfy(row -> {
                    assertThat(row.interval()).isEmpty();
                    assertThat(row.reason()).contains("resampled with different settings");
                });
    }

    @Test
    void shouldSayThatAReportWithoutDrawsHasNoIntervals() throws IOException {
        Path before = written("before", MetricDefinition.EXACT);
        Path old = folder.resolve("old.json");
        Files.writeString(old, Files.readString(before).replace("\"resampling\"", "\"unknown\""));

        assertThat(Comparison.of(old, before).rows())
                .filteredOn(row -> row.metric() == Metric.IMAGE_AUROC && !Double.isNaN(row.difference()))
                .isNotEmpty()
                .allMatch(row -> row.reason().contains("earlier version"));
    }

    @Test
    void shouldWriteAPageThatLoadsNothingAndShowsNamesAsText() throws IOException {
        Path before = written("before", MetricDefinition.ADER);
        Path after = folder.resolve("after.json");
        Files.writeString(
                after, Files.readString(before).replace("\"decision\" : \"PASS\"", "\"decision\" : \"REVIEW\""));

        Path page = ComparisonFolder.write(Comparison.of(before, after), folder.resolve("compared"));

        assertThat(Files.readString(page))
                .doesNotContain("<img src=x", "http:", "https:", "url(", "<script", "<link")
                .contains("default-src 'none'")
                .contains("A and B are the same model.")
                .contains("1 → 0</p><p>of 2 defective parts that were passed.")
                .contains("Product plain is not known to both models")
                .contains("<h3>Corrected by B: 1</h3>")
                .contains("<h3>New with B: none</h3>");
        assertThat(page.resolveSibling("comparison.md")).isNotEmptyFile();
    }

    @Test
    void shouldRefuseTwoDefinitions() throws IOException {
        Path ader = written("ader", MetricDefinition.ADER);
        Path exact = written("exact", MetricDefinition.EXACT);

        assertThatThrownBy(() -> Comparison.of(ader, exact))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("same --definition");
    }

    @Test
    void shouldRefuseOtherParts() throws IOException {
        Path one = written("one", MetricDefinition.ADER);
        Path other = folder.resolve("other.json");
        Files.writeString(other, Files.readString(one).replace("\"file\" : \"a\"", "\"file\" : \"z\""));

        assertThatThrownBy(() -> Comparison.of(one, other))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("same --data");
    }

    @Test
    void shouldPairPartsByTheContentOfTheirImages() throws IOException {
        Path one = digested(written("one", MetricDefinition.ADER), "one.json");
        Path renamed = folder.resolve("renamed.json");
        Files.writeString(renamed, Files.readString(one).replace("\"file\" : \"a\"", "\"file\" : \"z\""));

        Comparison comparison = Comparison.of(one, renamed);

        assertThat(comparison.classes())
                .flatExtracting(Comparison.PairedClass::parts)
                .hasSize(5)
                .allSatisfy(pair -> assertThat(pair.first().digest())
                        .isPresent()
                        .isEqualTo(pair.second().digest()))
                .anySatisfy(pair -> assertThat(pair.second().file()).isEqualTo("z"));
        assertThat(comparison.rows())
                .filteredOn(row ->
                        row.known().equals(comparison.classes().get(0).known()) && !Double.isNaN(row.difference()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.reason()).contains("other names"));
    }

    @Test
    void shouldRefuseOtherContentUnderTheSameName() throws IOException {
        Path one = digested(written("one", MetricDefinition.ADER), "one.json");
        Path other = folder.resolve("other.json");
        Files.writeString(other, Files.readString(one).replace("\"digest of a\"", "\"digest of z\""));

        assertThatThrownBy(() -> Comparison.of(one, other))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("same --data");
    }

    @Test
    void shouldWarnOfRenamedImagesAndOfChangedOnesInOtherWords() throws IOException {
        Path one = digested(written("one", MetricDefinition.ADER), "one.json");
        String text = Files.readString(one);
        String otherData = text.replaceFirst("\"dataDigest\" : \"", "\"dataDigest\" : \"0");
        Path renamed = Files.writeString(
                folder.resolve("renamed.json"), otherData.replace("\"file\" : \"a\"", "\"file\" : \"z\""));

        assertThat(new ComparisonView(Comparison.of(one, renamed)).warnings())
                .anyMatch(warning -> warning.startsWith("The test images are the same, but their names or their masks"))
                .noneMatch(warning -> warning.contains("same names"));

        Path old = written("old", MetricDefinition.ADER);
        Path changed = Files.writeString(
                folder.resolve("changed.json"),
                Files.readString(old).replaceFirst("\"dataDigest\" : \"", "\"dataDigest\" : \"0"));
        assertThat(new ComparisonView(Comparison.of(old, changed)).warnings())
                .anyMatch(warning -> warning.startsWith("The test parts have the same names, but their files differ"));
    }

    @Test
    void shouldPairByNameWhereAReportHasNoDigests() throws IOException {
        Path old = written("old", MetricDefinition.ADER);

        assertThat(Comparison.of(old, digested(old, "new.json")).classes())
                .flatExtracting(Comparison.PairedClass::parts)
                .hasSize(5);
    }

    private Path digested(Path report, String name) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                Files.readString(report)
                        .replaceAll("\"file\" : \"([^\"]*)\"", "\"file\" : \"$1\", \"digest\" : \"digest of $1\""));
    }

    @Test
    void shouldRefuseJsonWithoutScores() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.json"), "{\"classes\": {}}");

        assertThatThrownBy(() -> Comparison.of(plain, plain))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("--report DIR");
    }

    private Path written(String name, MetricDefinition definition) throws IOException {
        return ReportFolder.write(ReportFolderTest.report(definition), folder.resolve(name))
                .resolveSibling(ReportFolder.JSON);
    }
}
