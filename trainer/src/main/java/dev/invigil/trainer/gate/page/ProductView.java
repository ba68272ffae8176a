// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.detector.decision.Decision;
import dev.invigil.trainer.gate.Criterion;
import dev.invigil.trainer.gate.CriterionResult;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.PartFlip;
import dev.invigil.trainer.gate.ProductComparison;
import dev.invigil.trainer.gate.ProductEvidence;
import dev.invigil.trainer.gate.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the page says of one product. */
record ProductView(int index, ProductEvidence evidence, GateRules rules, GatePictures pictures) {
    /** Parts with images in one list; the others are listed by their names. */
    private static final int SHOWN = 24;

    /**
     * One criterion as text.
     *
     * @param style by its standing
     */
    record Row(
            String name,
            String meaning,
            String active,
            String candidate,
            String difference,
            String interval,
            String limit,
            String verdict,
            String style,
            String probabilities) {}

    /** Parts that changed in the same way. */
    record Group(String title, String meaning, String style, boolean isOpen, List<Part> shown, List<String> others) {
        boolean hasImages() {
            return shown.stream().anyMatch(Part::hasImages);
        }
    }

    /** A part; its images are data URIs, null where there are none. */
    record Part(
            String name,
            String defect,
            String image,
            String activeHeat,
            String candidateHeat,
            String active,
            String candidate,
            String activeStyle,
            String candidateStyle) {
        boolean hasImages() {
            return image != null && activeHeat != null && candidateHeat != null;
        }
    }

    String name() {
        return evidence.product();
    }

    String parts() {
        return evidence.parts().good() + " good and " + evidence.parts().defective() + " defective parts";
    }

    /** What there is to say in one line. */
    String summary() {
        return evidence.fold(
                compared -> "Both models evaluated the same " + parts() + "."
                        + (compared.unpaired() > 0
                                ? " " + compared.unpaired() + " evaluations of other parts are left out."
                                : ""),
                added ->
                        "The active model does not know this product, so there is nothing to compare with; the candidate must"
                                + " meet fixed demands on " + parts() + ".",
                forgotten ->
                        "The active model knows this product and the candidate does not: its frames would get no verdict.",
                unknown -> "Neither model knows this product; it has no influence on the decision.");
    }

    String style() {
        if (evidence.<Boolean>fold(c -> false, n -> false, forgotten -> true, u -> false)) {
            return "worse";
        }
        return evidence.criteria().stream()
                .map(CriterionResult::standing)
                .max(java.util.Comparator.naturalOrder())
                .map(ProductView::style)
                .orElse("none");
    }

    String verdict() {
        return evidence.fold(
                compared -> word(style()),
                added -> "new: " + word(style()),
                forgotten -> "not known",
                unknown -> "ignored");
    }

    private static String word(String style) {
        return switch (style) {
            case "met" -> "not worse";
            case "worse" -> "worse";
            default -> "not decided";
        };
    }

    private static String style(Standing standing) {
        return switch (standing) {
            case MET -> "met";
            case OPEN -> "open";
            case WORSE -> "worse";
        };
    }

    boolean isCompared() {
        return evidence.<Boolean>fold(c -> true, n -> false, f -> false, u -> false);
    }

    boolean hasCriteria() {
        return !evidence.criteria().isEmpty();
    }

    String chart() {
        return new MarginChart(evidence.criteria()).svg();
    }

    /** The criterion's row; empty if it was not looked at. */
    Optional<Row> row(Criterion criterion) {
        return rows().stream()
                .filter(row -> row.name().equals(criterion.label()))
                .findFirst();
    }

    List<Row> rows() {
        return evidence.criteria().stream().map(this::row).toList();
    }

    private Row row(CriterionResult result) {
        return new Row(
                result.criterion().label(),
                meaning(result.criterion()),
                isCompared() ? value(result, result.active()) : "",
                value(result, result.candidate()),
                result.difference().isPresent()
                        ? Figures.points(result.difference().getAsDouble())
                        : isCompared() ? "n/a" : "",
                result.interval()
                        .map(i -> isCompared()
                                ? Figures.points(i.low()) + " to " + Figures.points(i.high())
                                : Figures.percent(i.low()) + " to " + Figures.percent(i.high()))
                        .orElse(""),
                limit(result),
                verdict(result),
                style(result.standing()),
                "not worse p " + probability(result.promotion()) + ", worse p " + probability(result.rejection())
                        + ", corrected " + probability(result.adjusted()));
    }

    private static String meaning(Criterion criterion) {
        return switch (criterion) {
            case IMAGE_AUROC -> "how well scores separate good from defective parts";
            case IMAGE_AP -> "the same, weighted towards the highest scores";
            case MISSED_DEFECTS -> "defective parts that pass";
            case FALSE_REJECTS -> "good parts that are rejected";
        };
    }

    private String value(CriterionResult result, OptionalDouble value) {
        if (value.isEmpty()) {
            return "n/a";
        }
        int of =
                switch (result.criterion()) {
                    case IMAGE_AUROC, IMAGE_AP -> 0;
                    case MISSED_DEFECTS -> evidence.parts().defective();
                    case FALSE_REJECTS -> evidence.parts().good();
                };
        return of == 0
                ? Figures.percent(value.getAsDouble()) + " %"
                : Math.round(value.getAsDouble() * of) + " of " + of;
    }

    private String limit(CriterionResult result) {
        if (!isCompared()) {
            return (result.criterion() == Criterion.IMAGE_AUROC ? "at least " : "at most ")
                    + Figures.percent(result.limit()) + " %";
        }
        return switch (result.criterion()) {
            case IMAGE_AUROC, IMAGE_AP -> "−" + Figures.percent(result.limit());
            case MISSED_DEFECTS -> rules.newlyMissed() + " newly missed";
            case FALSE_REJECTS -> "+" + Figures.percent(result.limit());
        };
    }

    private String verdict(CriterionResult result) {
        if (result.criterion() == Criterion.MISSED_DEFECTS && isCompared()) {
            ProductComparison compared = evidence.fold(c -> c, n -> null, f -> null, u -> null);
            return compared.count(PartFlip.Kind.NEWLY_MISSED) + " newly missed, "
                    + compared.count(PartFlip.Kind.NEWLY_FOUND) + " newly found";
        }
        return switch (result.standing()) {
            case MET -> isCompared() ? "shown not to be worse" : "met";
            case OPEN -> "not shown either way";
            case WORSE -> "shown to be worse";
        };
    }

    private static String probability(OptionalDouble value) {
        return value.isEmpty() ? "n/a" : Figures.format("%.4f", value.getAsDouble());
    }

    List<Group> groups() {
        List<PartFlip> flips = evidence.fold(c -> c.flips(), n -> List.of(), f -> List.of(), u -> List.of());
        return Arrays.stream(PartFlip.Kind.values())
                .map(kind -> group(
                        kind, flips.stream().filter(flip -> flip.kind() == kind).toList()))
                .filter(group -> !group.shown().isEmpty() || !group.others().isEmpty())
                .toList();
    }

    private Group group(PartFlip.Kind kind, List<PartFlip> flips) {
        boolean isWorse = kind == PartFlip.Kind.NEWLY_MISSED || kind == PartFlip.Kind.NEWLY_REJECTED;
        List<Part> parts =
                flips.stream().limit(SHOWN).map(flip -> part(flip, isWorse)).toList();
        List<String> others = flips.stream().skip(SHOWN).map(PartFlip::file).toList();
        String title =
                switch (kind) {
                    case NEWLY_MISSED -> "Newly missed";
                    case NEWLY_REJECTED -> "Newly rejected though good";
                    case NEWLY_FOUND -> "Newly found";
                    case NO_LONGER_REJECTED -> "No longer rejected though good";
                };
        String meaning =
                switch (kind) {
                    case NEWLY_MISSED -> "Defective parts that the active model stops and the candidate passes.";
                    case NEWLY_REJECTED -> "Good parts that the candidate rejects and the active model does not.";
                    case NEWLY_FOUND -> "Defective parts that the active model passes and the candidate stops.";
                    case NO_LONGER_REJECTED -> "Good parts that the active model rejects and the candidate does not.";
                };
        return new Group(title + ": " + flips.size(), meaning, isWorse ? "worse" : "met", isWorse, parts, others);
    }

    private Part part(PartFlip flip, boolean isWorse) {
        return new Part(
                flip.file(),
                flip.defect(),
                embedded(pictures.image(flip.file())),
                embedded(pictures.activeHeat(flip.file())),
                embedded(pictures.candidateHeat(flip.file())),
                word(flip.active()) + Figures.format(", score %.3g", flip.activeScore()),
                word(flip.candidate()) + Figures.format(", score %.3g", flip.candidateScore()),
                isWorse ? "met" : "worse",
                isWorse ? "worse" : "met");
    }

    private static String word(Decision decision) {
        return switch (decision) {
            case PASS -> "passed";
            case REVIEW -> "to review";
            case REJECT -> "rejected";
            case WRONG_PRODUCT -> "taken for another product";
        };
    }

    private static String embedded(Optional<Path> file) {
        return file.map(path -> {
                    try {
                        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(path));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(null);
    }
}
