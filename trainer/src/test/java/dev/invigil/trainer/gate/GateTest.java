// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final GateRules RULES = GateRules.DEFAULTS;

    private static GateDecision decide(Models active, Models candidate) {
        return Gate.decide(Optional.of(active.model()), candidate.model(), RULES);
    }

    private static GateDecision.Reject rejected(GateDecision decision) {
        assertThat(decision).isInstanceOf(GateDecision.Reject.class);
        return (GateDecision.Reject) decision;
    }

    private static GateDecision.Inconclusive inconclusive(GateDecision decision) {
        assertThat(decision).isInstanceOf(GateDecision.Inconclusive.class);
        return (GateDecision.Inconclusive) decision;
    }

    @Test
    void shouldPromoteACandidateWithTheSameScores() {
        GateDecision decision = decide(
                Models.named("a").perfect("bottle", 40, 40).perfect("pcb", 40, 40),
                Models.named("b").perfect("bottle", 40, 40).perfect("pcb", 40, 40));
        assertThat(decision).isInstanceOf(GateDecision.Promote.class);
        assertThat(decision.evidence().products()).allSatisfy(product -> assertThat(product.criteria())
                .hasSize(4)
                .allSatisfy(result -> assertThat(result.standing()).isEqualTo(Standing.MET)));
    }

    @Test
    void shouldBeInconclusiveWithThreePartsAlthoughNothingDiffers() {
        GateDecision decision = decide(
                Models.named("a").perfect("bottle", 40, 40).perfect("pcb", 3, 3),
                Models.named("b").perfect("bottle", 40, 40).perfect("pcb", 3, 3));
        Missing missing = inconclusive(decision).missing().get(0);
        assertThat(inconclusive(decision).missing()).hasSize(1);
        assertThat(missing.product()).isEqualTo("pcb");
        assertThat(missing.good()).isEqualTo(RULES.goodNeeded() - 3);
        assertThat(missing.defective()).isEqualTo(RULES.defectiveNeeded() - 3);
    }

    @Test
    void shouldPromoteOnceTheMissingPartsAreThere() {
        int good = 12;
        int defective = 15;
        Missing missing = inconclusive(decide(
                        Models.named("a").perfect("pcb", good, defective),
                        Models.named("b").perfect("pcb", good, defective)))
                .missing()
                .get(0);
        int enoughGood = good + missing.good();
        int enoughDefective = defective + missing.defective();
        assertThat(decide(
                        Models.named("a").perfect("pcb", enoughGood, enoughDefective),
                        Models.named("b").perfect("pcb", enoughGood, enoughDefective)))
                .isInstanceOf(GateDecision.Promote.class);
        assertThat(decide(
                        Models.named("a").perfect("pcb", enoughGood - 1, enoughDefective),
                        Models.named("b").perfect("pcb", enoughGood - 1, enoughDefective)))
                .isInstanceOf(GateDecision.Inconclusive.class);
        assertThat(decide(
                        Models.named("a").perfect("pcb", enoughGood, enoughDefective - 1),
                        Models.named("b").perfect("pcb", enoughGood, enoughDefective - 1)))
                .isInstanceOf(GateDecision.Inconclusive.class);
    }

    @Test
    void shouldRejectACandidateThatForgotAProductAndNameIt() {
        Models active = Models.named("a").perfect("bottle", 40, 40).perfect("pcb", 3, 3);
        for (Models candidate : List.of(
                Models.named("b").perfect("bottle", 40, 40),
                Models.named("b").perfect("bottle", 40, 40).withoutDecisions("pcb", 3, 3))) {
            assertThat(rejected(decide(active, candidate)).reasons())
                    .singleElement()
                    .satisfies(reason -> {
                        assertThat(reason.product()).isEqualTo("pcb");
                        assertThat(reason.sentence()).contains("does not know this product");
                    });
        }
    }

    /** A training set with scratched parts among the good ones: the model takes scratches for normal. */
    @Test
    void shouldRejectAContaminatedCandidateAndNameProductAndParts() {
        GateDecision decision = decide(
                Models.named("a")
                        .perfect("bottle", 40, 40)
                        .perfect("pcb", 40, 40)
                        .perfect("pill", 40, 40),
                Models.named("b")
                        .perfect("bottle", 40, 40)
                        .with("pcb", 40, i -> 1 + i * 1e-3, 40, i -> i % 4 == 0 ? 1.01 : 4)
                        .perfect("pill", 40, 40));
        assertThat(rejected(decision).reasons())
                .extracting(RejectionReason::product)
                .containsOnly("pcb");
        assertThat(rejected(decision).reasons()).anySatisfy(reason -> assertThat(reason.sentence())
                .contains("10 of 40 defective parts are newly missed, 0 allowed: scratch/000, scratch/004"));
        ProductComparison pcb =
                (ProductComparison) decision.evidence().products().get(1);
        assertThat(pcb.count(PartFlip.Kind.NEWLY_MISSED)).isEqualTo(10);
        assertThat(pcb.result(Criterion.IMAGE_AUROC).difference().getAsDouble()).isLessThan(-0.1);
    }

    @Test
    void shouldNeitherPromoteNorRejectForOneNewlyMissedDefect() {
        Models active = Models.named("a").perfect("pcb", 60, 60);
        Models candidate = Models.named("b").with("pcb", 60, i -> 1 + i * 1e-3, 60, i -> i == 7 ? 2.4 : 4);
        Missing missing = inconclusive(decide(active, candidate)).missing().get(0);
        assertThat(missing.reasons()).anySatisfy(reason -> assertThat(reason).contains("hole/007"));
        GateRules oneAllowed = new GateRules(0.05, 0.05, 0.05, 0.1, 1, 10, 10, 2000, 1, RULES.newProduct());
        assertThat(Gate.decide(Optional.of(active.model()), candidate.model(), oneAllowed))
                .isInstanceOf(GateDecision.Promote.class);
    }

    @Test
    void shouldRejectManyNewFalseRejects() {
        GateDecision decision = decide(
                Models.named("a").perfect("pcb", 60, 60),
                Models.named("b").with("pcb", 60, i -> i % 3 == 0 ? 2.6 : 1, 60, i -> 4));
        assertThat(rejected(decision).reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.criterion()).contains(Criterion.FALSE_REJECTS);
            assertThat(reason.sentence()).contains("from 0.0 % to 33.3 %");
        });
    }

    @Test
    void shouldPromoteACandidateThatRejectsFewerGoodParts() {
        GateDecision decision = decide(
                Models.named("a").with("pcb", 40, i -> i % 2 == 0 ? 2.6 : 1, 40, i -> 4),
                Models.named("b").perfect("pcb", 40, 40));
        assertThat(decision).isInstanceOf(GateDecision.Promote.class);
        ProductComparison pcb =
                (ProductComparison) decision.evidence().products().get(0);
        assertThat(pcb.count(PartFlip.Kind.NO_LONGER_REJECTED)).isEqualTo(20);
    }

    @Test
    void shouldDemandAbsoluteValuesOfANewProduct() {
        Models active = Models.named("a").perfect("bottle", 40, 40).withoutDecisions("pcb", 40, 40);
        assertThat(decide(active, Models.named("b").perfect("bottle", 40, 40).perfect("pcb", 40, 40)))
                .isInstanceOf(GateDecision.Promote.class);
        GateDecision.Reject poor = rejected(decide(
                active, Models.named("b").perfect("bottle", 40, 40).with("pcb", 40, i -> 1 + i, 40, i -> 1 + i)));
        assertThat(poor.reasons()).extracting(RejectionReason::product).containsOnly("pcb");
        GateDecision.Inconclusive few = inconclusive(
                decide(active, Models.named("b").perfect("bottle", 40, 40).perfect("pcb", 5, 5)));
        assertThat(few.missing()).extracting(Missing::product).containsExactly("pcb");
    }

    @Test
    void shouldDecideOnAFirstModelByTheSameDemands() {
        GateDecision decision = Gate.decide(
                Optional.empty(), Models.named("b").perfect("bottle", 40, 40).model(), RULES);
        assertThat(decision).isInstanceOf(GateDecision.Promote.class);
        assertThat(decision.evidence().active()).isEmpty();
    }

    @Test
    void shouldBeInconclusiveWithoutAnyPartOfAProduct() {
        GateDecision decision = decide(
                Models.named("a").perfect("bottle", 40, 40).perfect("pcb", 0, 0),
                Models.named("b").perfect("bottle", 40, 40).perfect("pcb", 0, 0));
        assertThat(inconclusive(decision).missing())
                .extracting(Missing::product)
                .containsExactly("pcb");
    }

    @Test
    void shouldBeInconclusiveWithoutAnyProduct() {
        GateDecision decision = decide(Models.named("a"), Models.named("b"));
        assertThat(inconclusive(decision).missing().get(0).reasons().get(0)).contains("no product");
    }

    @Test
    void shouldIgnoreAProductThatNeitherModelKnows() {
        GateDecision decision = decide(
                Models.named("a").perfect("bottle", 40, 40).withoutDecisions("pcb", 3, 3),
                Models.named("b").perfect("bottle", 40, 40).withoutDecisions("pcb", 3, 3));
        assertThat(decision).isInstanceOf(GateDecision.Promote.class);
    }

    @Test
    void shouldNotDependOnTheOrderOfParts() {
        Models active = Models.named("a").with("pcb", 50, i -> 1 + i * 0.02, 50, i -> 1.5 + i * 0.1);
        EvaluatedModel candidate = Models.named("b")
                .with("pcb", 50, i -> 1 + (i * 7 % 50) * 0.02, 50, i -> 1.5 + (i * 7 % 50) * 0.1)
                .model();
        List<EvaluatedPart> reversed =
                new java.util.ArrayList<>(candidate.products().get("pcb"));
        java.util.Collections.reverse(reversed);
        EvaluatedModel turned = new EvaluatedModel(
                candidate.digest(), candidate.name(), candidate.version(), java.util.Map.of("pcb", reversed));
        assertThat(Gate.decide(Optional.of(active.model()), turned, RULES))
                .isEqualTo(Gate.decide(Optional.of(active.model()), candidate, RULES));
    }

    @Test
    void shouldRefuseEvaluationsOfDifferentData() {
        EvaluatedModel active = Models.named("a").perfect("pcb", 1, 0).model();
        EvaluatedPart part = active.products().get("pcb").get(0);
        EvaluatedModel other = new EvaluatedModel(
                "d",
                "b",
                "1",
                java.util.Map.of(
                        "pcb", List.of(new EvaluatedPart(part.part(), part.file(), true, "x", 1, part.decision()))));
        assertThatThrownBy(() -> Gate.decide(Optional.of(active), other, RULES))
                .hasMessageContaining("not of the same data");
    }
}
