// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.trainer.gate.CriterionResult;
import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.GateEvidence;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.Missing;
import dev.invigil.trainer.gate.ModelName;
import dev.invigil.trainer.gate.PartFlip;
import dev.invigil.trainer.gate.ProductEvidence;
import dev.invigil.trainer.gate.RejectionReason;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The decision for programs. Within a schema fields are added only; {@code docs/RETRAINING.md} describes them. Fractions, not percent. */
public final class GateJson {
    /** Of this version. */
    public static final int SCHEMA = 1;

    private static final JsonMapper JSON = new JsonMapper();
    private static final MathContext DIGITS = new MathContext(9);

    private GateJson() {}

    /** The whole decision. The same decision always gives the same text. */
    public static String of(GateDecision decision) {
        return of(decision, Optional.empty());
    }

    /** The same with the parts of the training set that may be defective; empty if nobody has looked for them. */
    static String of(GateDecision decision, Optional<List<SuspectPart>> suspects) {
        GateEvidence evidence = decision.evidence();
        ObjectNode root = JSON.createObjectNode().put("schema", SCHEMA);
        root.put("outcome", decision.<String>fold(promote -> "PROMOTE", reject -> "REJECT", open -> "INCONCLUSIVE"));
        root.put("sentence", GateSentences.headline(decision));
        reasons(root.putArray("reasons"), decision.fold(p -> List.of(), GateDecision.Reject::reasons, i -> List.of()));
        missing(
                root.putArray("missing"),
                decision.fold(p -> List.of(), r -> List.of(), GateDecision.Inconclusive::missing));
        if (evidence.active().isPresent()) {
            model(root.putObject("active"), evidence.active().get());
        } else {
            root.putNull("active");
        }
        model(root.putObject("candidate"), evidence.candidate());
        rules(root.putObject("rules"), evidence.rules());
        root.put("draws", evidence.draws());
        ArrayNode products = root.putArray("products");
        evidence.products().forEach(product -> product(products.addObject(), product));
        suspects.ifPresent(parts -> suspects(root.putArray("suspects"), parts));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reasons(ArrayNode list, List<RejectionReason> reasons) {
        for (RejectionReason reason : reasons) {
            ObjectNode node = list.addObject().put("product", reason.product());
            node.put("criterion", reason.criterion().map(c -> c.jsonName()).orElse("forgottenProduct"));
            node.put("sentence", reason.sentence());
        }
    }

    private static void missing(ArrayNode list, List<Missing> missing) {
        for (Missing each : missing) {
            ArrayNode reasons = list.addObject()
                    .put("product", each.product())
                    .put("good", each.good())
                    .put("defective", each.defective())
                    .putArray("reasons");
            each.reasons().forEach(reasons::add);
        }
    }

    private static void suspects(ArrayNode list, List<SuspectPart> suspects) {
        for (SuspectPart suspect : suspects) {
            list.addObject()
                    .put("product", suspect.product())
                    .put("role", suspect.role().name())
                    .put("name", suspect.name())
                    .put("sha256", suspect.sha256())
                    .put("score", rounded(suspect.score()))
                    .put("median", rounded(suspect.median()))
                    .put("deviations", rounded(suspect.deviations()));
        }
    }

    private static void model(ObjectNode node, ModelName model) {
        node.put("digest", model.digest()).put("name", model.name()).put("version", model.version());
    }

    private static void rules(ObjectNode node, GateRules rules) {
        node.put("errorRate", rules.errorRate())
                .put("imageAurocMargin", rules.imageAurocMargin())
                .put("imageApMargin", rules.imageApMargin())
                .put("falseRejectMargin", rules.falseRejectMargin())
                .put("newlyMissed", rules.newlyMissed())
                .put("leastGood", rules.leastGood())
                .put("leastDefective", rules.leastDefective())
                .put("draws", rules.draws())
                .put("seed", rules.seed());
        node.putObject("newProduct")
                .put("leastImageAuroc", rules.newProduct().leastImageAuroc())
                .put("mostMissed", rules.newProduct().mostMissed())
                .put("mostFalseRejects", rules.newProduct().mostFalseRejects());
    }

    private static void product(ObjectNode node, ProductEvidence product) {
        node.put("product", product.product())
                .put("kind", product.<String>fold(c -> "compared", n -> "new", f -> "forgotten", u -> "unknown"))
                .put("good", product.parts().good())
                .put("defective", product.parts().defective());
        ArrayNode criteria = node.putArray("criteria");
        product.criteria().forEach(result -> criterion(criteria.addObject(), result));
        List<PartFlip> flips = product.fold(c -> c.flips(), n -> List.of(), f -> List.of(), u -> List.of());
        ArrayNode changed = node.putArray("flips");
        for (PartFlip flip : flips) {
            ObjectNode part = changed.addObject()
                    .put("kind", flip.kind().name())
                    .put("part", flip.part())
                    .put("file", flip.file())
                    .put("defect", flip.defect());
            part.putObject("active")
                    .put("score", flip.activeScore())
                    .put("decision", flip.active().name());
            part.putObject("candidate")
                    .put("score", flip.candidateScore())
                    .put("decision", flip.candidate().name());
        }
        node.put("unpaired", product.<Integer>fold(c -> c.unpaired(), n -> 0, f -> 0, u -> 0));
    }

    private static void criterion(ObjectNode node, CriterionResult result) {
        node.put("criterion", result.criterion().jsonName());
        put(node, "active", result.active());
        put(node, "candidate", result.candidate());
        put(node, "difference", result.difference());
        if (result.interval().isPresent()) {
            node.putObject("interval")
                    .put("low", rounded(result.interval().get().low()))
                    .put("high", rounded(result.interval().get().high()));
        } else {
            node.putNull("interval");
        }
        node.put("limit", result.limit());
        put(node, "promotionProbability", result.promotion());
        put(node, "rejectionProbability", result.rejection());
        put(node, "adjustedProbability", result.adjusted());
        node.put("standing", result.standing().name());
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, rounded(value.getAsDouble()));
        } else {
            node.putNull(name);
        }
    }

    /** The last digits of logarithms differ between machines. */
    private static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
