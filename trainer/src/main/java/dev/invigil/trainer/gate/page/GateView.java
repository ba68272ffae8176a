// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.trainer.gate.Criterion;
import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.ModelName;
import dev.invigil.trainer.gate.ProductEvidence;
import dev.invigil.trainer.snapshot.Role;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the page says, without markup.
 *
 * @param suspects parts of the training set that may be defective, the most suspicious first; empty if nobody has looked for them
 */
record GateView(GateDecision decision, GatePictures pictures, Optional<List<SuspectPart>> suspects) {
    /** More parts than these are named in the JSON only. */
    private static final int SHOWN = 50;
    /** Digits of a digest that a command gets. */
    private static final int BRIEF = 12;

    /** A reason or a lack, by product. */
    record Note(String product, List<String> sentences) {}

    String title() {
        return "Gate: " + outcome() + " " + candidate();
    }

    String headline() {
        return GateSentences.headline(decision);
    }

    /** One word. */
    String outcome() {
        return decision.fold(promote -> "PROMOTE", reject -> "REJECT", open -> "INCONCLUSIVE");
    }

    String style() {
        return decision.fold(promote -> "met", reject -> "worse", open -> "open");
    }

    boolean isFirst() {
        return decision.evidence().active().isEmpty();
    }

    String active() {
        return decision.evidence().active().map(GateView::named).orElse("none");
    }

    String candidate() {
        return named(decision.evidence().candidate());
    }

    private static String named(ModelName model) {
        return model.name() + " " + model.version();
    }

    String activeDigest() {
        return decision.evidence().active().map(ModelName::digest).orElse("");
    }

    String candidateDigest() {
        return decision.evidence().candidate().digest();
    }

    String notesTitle() {
        return decision.fold(promote -> "", reject -> "Why it is rejected", open -> "What is missing");
    }

    /** Why not, by product. */
    List<Note> notes() {
        return decision.fold(
                promote -> List.of(),
                reject -> {
                    Map<String, List<String>> byProduct = new LinkedHashMap<>();
                    reject.reasons().forEach(reason -> byProduct
                            .computeIfAbsent(reason.product(), product -> new ArrayList<>())
                            .add(reason.sentence() + "."));
                    return byProduct.entrySet().stream()
                            .map(each -> new Note(each.getKey(), each.getValue()))
                            .toList();
                },
                open -> open.missing().stream()
                        .map(missing -> {
                            List<String> sentences = new ArrayList<>(missing.reasons());
                            sentences.add(GateSentences.missing(missing));
                            return new Note(missing.product(), sentences);
                        })
                        .toList());
    }

    /** What an operator can do now. */
    String next() {
        return decision.fold(
                promote -> "The candidate becomes active by itself where promotion is automatic. Otherwise: "
                        + promoteByHand(),
                reject ->
                        "The active model stays in use. Look at the parts below: are the labels right, and does the training set"
                                + " contain defective parts?",
                open ->
                        "The active model stays in use. Label more parts of the products named above, or look at the parts below and"
                                + " decide by hand: " + promoteByHand());
    }

    private String promoteByHand() {
        return "invigil models promote "
                + candidateDigest()
                        .substring(0, Math.min(BRIEF, candidateDigest().length())) + " --reason TEXT";
    }

    /** A row of the table of suspects. */
    record Suspect(String product, String name, String use, String deviations) {}

    boolean isChecked() {
        return suspects.isPresent();
    }

    List<Suspect> shownSuspects() {
        return suspects.orElse(List.of()).stream()
                .limit(SHOWN)
                .map(part -> new Suspect(
                        part.product(),
                        part.name(),
                        part.role() == Role.CALIBRATE ? "sets thresholds" : "trained on",
                        Figures.format("%.1f", part.deviations())))
                .toList();
    }

    /** What the check of the training parts found. */
    String contamination() {
        int count = suspects.orElse(List.of()).size();
        if (count == 0) {
            return "No part that the candidate was trained on or calibrated with scores far above the others.";
        }
        return Figures.format(
                "%d %s far above the others of %s product. Look at %s: a defective part among the good ones raises the"
                        + " threshold, and defects pass. Label a defective frame with: invigil label FRAME defective; remove a"
                        + " defective file from the golden data. Then start a new run.%s",
                count,
                count == 1 ? "part scores" : "parts score",
                count == 1 ? "its" : "their",
                count == 1 ? "it" : "them",
                count > SHOWN ? Figures.format(" The first %d are shown; gate.json has all.", SHOWN) : "");
    }

    List<ProductView> products() {
        List<ProductView> views = new ArrayList<>();
        for (ProductEvidence product : decision.evidence().products()) {
            views.add(new ProductView(views.size(), product, rules(), pictures));
        }
        return views;
    }

    GateRules rules() {
        return decision.evidence().rules();
    }

    List<Criterion> criteria() {
        return List.of(Criterion.values());
    }

    /** The rules as name and value. */
    Map<String, String> facts() {
        GateRules rules = rules();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Image AUROC may fall by", Figures.percent(rules.imageAurocMargin()) + " points");
        facts.put("Image AP may fall by", Figures.percent(rules.imageApMargin()) + " points");
        facts.put("False rejects may grow by", Figures.percent(rules.falseRejectMargin()) + " points");
        facts.put("Defects that may be newly missed", rules.newlyMissed() + " per product");
        facts.put("Error rate", Figures.percent(rules.errorRate()) + " % for each of the two possible errors");
        facts.put(
                "Parts per product needed for a promotion",
                rules.goodNeeded() + " good and " + rules.defectiveNeeded() + " defective");
        facts.put(
                "A new product needs",
                Figures.format(
                        "image AUROC above %s %%, at most %s %% missed defects and %s %% false rejects",
                        Figures.percent(rules.newProduct().leastImageAuroc()),
                        Figures.percent(rules.newProduct().mostMissed()),
                        Figures.percent(rules.newProduct().mostFalseRejects())));
        facts.put("Bootstrap", decision.evidence().draws() + " draws, seed " + rules.seed());
        return facts;
    }

    String confidence() {
        return Figures.format("%.0f", 100 * (1 - 2 * rules().errorRate()));
    }

    String oneSided() {
        return Figures.format("%.0f", 100 * (1 - rules().errorRate()));
    }
}
