// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.metric.ClassEvaluation;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.metric.TestImage;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.ModelThresholds;
import dev.invigil.detector.decision.ScoredMap;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
    private static final String NASTY = "<img src=x onerror=alert(1)> & \"quoted\"";
    private static final String DIGEST = "a".repeat(64);
    private static final String PIXEL = "data:image/jpeg;base64,AAAA";

    @TempDir
    static Path folder;

    private static String page;
    private static JsonNode json;

    @BeforeAll
    static void write() throws Exception {
        page = Files.readString(ReportFolder.write(report(MetricDefinition.EXACT), folder));
        json = new JsonMapper().readTree(folder.resolve("report.json").toFile());
    }

    @Test
    void shouldShowNamesAsTextWhateverIsInThem() {
        assertThat(page).doesNotContain("<img src=x").contains("&lt;img src=x onerror=alert(1)&gt; &amp; \"quoted\"");
    }

    @Test
    void shouldLoadNothing() {
        assertThat(page).doesNotContain("http:", "https:", "url(", "@import", "<script", "<link");
        Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
        assertThat(sources.results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(address -> address.startsWith("data:image/") || address.startsWith("#class-"));
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void shouldShowBothImagesOfEveryThumbnail() {
        assertThat(Pattern.compile(Pattern.quote("<img src=\"" + PIXEL + "\""))
                        .matcher(page)
                        .results())
                .hasSize(4);
    }

    @Test
    void shouldSayWhyAFigureIsMissing() {
        assertThat(page).contains("title=\"no anomaly\">n/a</td>").contains("n/a: plain: no anomaly (I-AUROC, ");
        assertThat(json.path("undefined").path("plain").path("aupro").asText()).isEqualTo("no anomaly");
    }

    @Test
    void shouldHaveTheFiguresOfTheJson() {
        List<String> inPage = Pattern.compile("data-metric=\"(\\w+)\" value=\"([^\"]+)\">([^<]+)<")
                .matcher(page)
                .results()
                .map(found -> found.group(1) + " " + found.group(2) + " " + found.group(3))
                .toList();
        List<String> inJson = new ArrayList<>();
        json.path("classes").forEach(values -> inJson.addAll(figures(values)));
        inJson.addAll(figures(json.path("mean")));

        assertThat(inPage).isNotEmpty();
        assertThat(inJson).containsAll(inPage);
    }

    private static List<String> figures(JsonNode values) {
        return values.properties().stream()
                .filter(value -> value.getValue().isNumber())
                .map(value -> value.getKey() + " " + value.getValue().asDouble() + " "
                        + Figures.percent(value.getValue().asDouble()))
                .collect(Collectors.toList());
    }

    @Test
    void shouldSayWhatTheThresholdsDo() {
        assertThat(page)
                .contains("Of 2 good parts, 1 was rejected (false rejects): 50.0 %.")
                .contains("Of 2 defective parts, 1 passed unnoticed (escapes): 50.0 %.")
                .contains("between 1.3 % and 98.7 %");
        assertThat(json.path("outcomes")
                        .path(NASTY)
                        .path("defective")
                        .path("escapes")
                        .asInt())
                .isEqualTo(1);
        assertThat(json.path("parts").path(NASTY)).hasSize(4);
    }

    @Test
    void shouldCountWhatTheProductCheckStoppedApartFromRejects() {
        List<DecidedPart> parts = List.of(
                new DecidedPart("a", "good", false, 0.1, Optional.of(Decision.WRONG_PRODUCT)),
                new DecidedPart("b", "good", false, 0.1, Optional.of(Decision.PASS)),
                new DecidedPart("c", "scratch", true, 0.1, Optional.of(Decision.WRONG_PRODUCT)));
        CalibratedClass known =
                CalibratedClass.of("pill", 9, List.of(0.1, 0.2, 0.3, 0.4), new FalseRejectRates(0.2, 0.4));

        assertThat(Tally.of(parts, false)).isEqualTo(new Tally(1, 0, 0, 1));
        assertThat(ReportSentences.good(Tally.of(parts, false), known.threshold()))
                .contains("Of 2 good parts, none was rejected")
                .endsWith("1 was classified as another product and stopped (WRONG_PRODUCT).");
        assertThat(ReportSentences.defective(Tally.of(parts, true)))
                .contains("Of 1 defective part, none passed unnoticed")
                .endsWith("1 was classified as another product and stopped (WRONG_PRODUCT).");
        assertThat(parts.get(0).outcome()).contains(Outcome.GOOD_AS_OTHER);
        assertThat(parts.get(2).outcome()).contains(Outcome.DEFECT_AS_OTHER);
    }

    @Test
    void shouldSayHowAModelScores() {
        assertThat(page).contains("A part's score is the highest mean of 16 × 16 pixels of its map.");
        assertThat(ReportSentences.score(ImageScore.MAXIMUM)).isEqualTo("the highest value of its map");
        assertThat(ReportSentences.score(ImageScore.MEAN)).isEqualTo("the mean of its map");
    }

    @Test
    void shouldNameARandomBackboneAsOne() {
        assertThat(page).contains("The encoder has random weights.").contains("random, untrained");
    }

    @Test
    void shouldWriteEveryCurveAsAFileOfItsOwn() throws Exception {
        try (var files = Files.list(folder.resolve("curves"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(8);
            for (Path file : all) {
                assertThat(Files.readString(file)).startsWith("<svg xmlns=").contains("<style>");
            }
        }
    }

    @Test
    void shouldRefusePublishedFiguresOfAnotherDefinition() {
        assertThatThrownBy(() -> Published.of("mvtec", MetricDefinition.EXACT))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("--definition ader or adeval");
        assertThatThrownBy(() -> Published.of("none", MetricDefinition.ADER))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("mvtec, visa");
        assertThat(Published.of("visa", MetricDefinition.ADER).rows().get(0).percent())
                .containsEntry(Metric.AUPRO, "92.5")
                .containsEntry(Metric.MAD, "80.7");
    }

    /** Two classes: one with each outcome there is to fear, one without any defect. */
    static Report report(MetricDefinition definition) {
        CalibratedClass known =
                CalibratedClass.of(NASTY, 9, List.of(0.1, 0.2, 0.3, 0.4), new FalseRejectRates(0.2, 0.4));
        ModelDescription model = new ModelDescription(
                NASTY,
                "1",
                Instant.EPOCH,
                ToyFamily.detector(
                                Preprocessing.imageNet(32, 32),
                                new PostProcessing(4, ImageScore.maximumOfAverages(16), 0))
                        .spec(),
                List.of(known),
                new Provenance(
                        DIGEST,
                        1,
                        new Provenance.Recipe(1, 8, 0.001, 0.2, Precision.FLOAT32),
                        Optional.of(new Provenance.Backbone("random", DIGEST, true)),
                        "test",
                        Optional.empty(),
                        List.of()));
        List<DecidedPart> parts = List.of(
                part("a", "good", 0.2, known), part("b", "good", 0.6, known),
                part("c", "scratch", 0.25, known), part("d", "scratch", 0.9, known));
        List<DecidedPart> unknown = List.of(new DecidedPart("e", "good", false, 0.3, Optional.empty()));
        try (Evaluation evaluation = Evaluation.of(
                List.of(NASTY, "plain"), EvaluationOptions.defaults().withResampling())) {
            ClassEvaluation first = evaluation.forClass(NASTY);
            parts.forEach(p -> first.add(TestImage.of(
                            new float[] {(float) p.score(), 0.1f}, 1, 2, new byte[] {(byte) (p.defective() ? 1 : 0), 0})
                    .named(p.file())));
            evaluation
                    .forClass("plain")
                    .add(TestImage.of(new float[] {0.3f, 0.1f}, 1, 2, new byte[2])
                            .named("e"));
            EvaluationResult result = evaluation.result(definition);
            List<Thumbnail> thumbnails =
                    List.of(new Thumbnail(parts.get(2), PIXEL, PIXEL), new Thumbnail(parts.get(1), PIXEL, PIXEL));
            return new Report(
                    new Report.Subject(model, DIGEST, NASTY, DIGEST, "test", Instant.EPOCH),
                    result,
                    List.of(
                            new ClassReport(
                                    result.classes().get(0),
                                    first.resamples(definition, ReportJob.BOOTSTRAP),
                                    Optional.of(known.threshold()),
                                    parts,
                                    first.curves(100),
                                    thumbnails),
                            new ClassReport(
                                    result.classes().get(1),
                                    evaluation.forClass("plain").resamples(definition, ReportJob.BOOTSTRAP),
                                    Optional.empty(),
                                    unknown,
                                    evaluation.forClass("plain").curves(100),
                                    List.of())),
                    Optional.empty());
        }
    }

    private static DecidedPart part(String file, String defect, double score, CalibratedClass known) {
        return new DecidedPart(
                file, defect, !defect.equals("good"), score, Optional.of(decision(known.threshold(), score)));
    }

    /** As an inspector decides on a map with this maximum. */
    private static Decision decision(ClassThreshold threshold, double score) {
        Inspector inspector =
                new Inspector(new PostProcessing(0, ImageScore.MAXIMUM, 0), ModelThresholds.none(), CameraRules.NONE);
        ScoredMap map = inspector.score(new AnomalyMap(1, 1, new float[] {(float) score}), InspectionPoint.of("plain"));
        return inspector
                .inspect(map, Optional.empty(), ThresholdInForce.ofBundle(threshold))
                .decision();
    }
}
