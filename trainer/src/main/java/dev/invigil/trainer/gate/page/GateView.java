// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.trainer.gate.Criterion;
import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.ModelName;
import dev.invigil.trainer.gate.ProductEvidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the page says, without markup. */
record GateView(GateDecision decision, GatePictures pictures) {

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
        return "invigil models promote " + candidateDigest() + " --reason TEXT";
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
