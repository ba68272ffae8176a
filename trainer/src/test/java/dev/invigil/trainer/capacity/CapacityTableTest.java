// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.decision.ClopperPearson;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.Interval;
import dev.invigil.trainer.gate.EvaluatedPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapacityTableTest {
    private static final int GOOD = 30;
    private static final int DEFECTIVE = 20;

    @Test
    void shouldFindTheProductThatPaysForSharing() {
        CapacityTable table = CapacityTable.of(
                List.of(
                        paired("bottle", parts(3, 1), parts(3, 2)),
                        paired("pill", parts(0.2, 3), parts(3, 4)),
                        paired("screw", parts(3, 5), parts(0.2, 6))),
                CapacityTable.CONFIDENCE,
                1);

        ProductCapacity.Ranking bottle = table.products().get(0).ranking();
        ProductCapacity.Ranking pill = table.products().get(1).ranking();
        ProductCapacity.Ranking screw = table.products().get(2).ranking();
        assertThat(pill.finding()).isEqualTo(ProductCapacity.Finding.PAYS);
        assertThat(pill.standsOut()).isTrue();
        assertThat(pill.difference().value())
                .isEqualTo(pill.alone().value() - pill.shared().value())
                .isGreaterThan(0.2);
        assertThat(pill.difference().interval().orElseThrow().low()).isPositive();
        assertThat(bottle.finding()).isEqualTo(ProductCapacity.Finding.OPEN);
        assertThat(bottle.standsOut()).isFalse();
        assertThat(screw.finding()).isEqualTo(ProductCapacity.Finding.GAINS);
        assertThat(pill.beyond().orElseThrow().value())
                .isCloseTo(
                        pill.difference().value()
                                - (bottle.difference().value()
                                                + screw.difference().value())
                                        / 2,
                        within(1e-12));
    }

    /** A difference that all products have may come from the detector. */
    @Test
    void shouldSeparateWhatAllProductsLoseFromWhatOneLosesMore() {
        CapacityTable table = CapacityTable.of(
                List.of(
                        paired("bottle", parts(0.5, 1), parts(3, 2)),
                        paired("pill", parts(0.5, 3), parts(3, 4)),
                        paired("screw", parts(-1, 5), parts(3, 6))),
                CapacityTable.CONFIDENCE,
                1);

        assertThat(table.products())
                .extracting(each -> each.ranking().finding())
                .containsOnly(ProductCapacity.Finding.PAYS);
        assertThat(table.products())
                .extracting(each -> each.ranking().standsOut())
                .containsExactly(false, false, true);
    }

    @Test
    void shouldWidenTheIntervalsWithTheNumberOfProducts() {
        PairedProduct pill = paired("pill", parts(1, 3), parts(1.5, 4));
        List<PairedProduct> many = new ArrayList<>(List.of(pill));
        IntStream.range(0, 9).forEach(i -> many.add(paired("part" + i, parts(1, 10 + i), parts(1, 30 + i))));

        Interval single = difference(CapacityTable.of(List.of(pill), 0.95, 1));
        Interval ofTen = difference(CapacityTable.of(many, 0.95, 1));

        assertThat(ofTen.low()).isLessThan(single.low());
        assertThat(ofTen.high()).isGreaterThan(single.high());
        assertThat(single).isEqualTo(difference(CapacityTable.of(List.of(pill), 0.95, 1)));
    }

    @Test
    void shouldCountStoppedPartsWithExactIntervals() {
        List<EvaluatedPart> shared = List.of(
                part(0, true, 5, Decision.REJECT),
                part(1, true, 5, Decision.PASS),
                part(2, true, 5, Decision.REVIEW),
                part(3, false, 1, Decision.PASS));
        List<EvaluatedPart> alone = List.of(
                part(3, false, 1, Decision.REJECT),
                part(2, true, 5, Decision.WRONG_PRODUCT),
                part(1, true, 5, Decision.REJECT),
                part(0, true, 5, Decision.REJECT));

        ProductCapacity only = CapacityTable.of(List.of(paired("pill", shared, alone)), 0.95, 1)
                .products()
                .get(0);

        ProductCapacity.Stopped defects = only.stoppedDefects().orElseThrow();
        assertThat(List.of(defects.parts(), defects.shared(), defects.alone())).containsExactly(3, 1, 3);
        assertThat(defects.sharedInterval()).isEqualTo(ClopperPearson.of(1, 3, 0.95));
        assertThat(defects.aloneInterval()).isEqualTo(ClopperPearson.of(3, 3, 0.95));
        assertThat(defects.difference().low()).isLessThan(2 / 3.0);
        assertThat(only.stoppedGood().orElseThrow().alone()).isEqualTo(1);
        assertThat(only.ranking().finding()).isEqualTo(ProductCapacity.Finding.OPEN);
        assertThat(only.ranking().reason()).contains("a single good part");
        assertThat(only.ranking().beyond()).isEmpty();
    }

    @Test
    void shouldRefuseResultsOfDifferentParts() {
        List<EvaluatedPart> all = parts(1, 1);

        assertThatThrownBy(() -> paired("pill", all, all.subList(1, all.size())))
                .hasMessage("pill: the part 000 was not evaluated by both models alike");
        assertThatThrownBy(() -> paired("pill", all.subList(1, all.size()), all))
                .hasMessage("pill: the part 000 was evaluated by one of the models only");
    }

    private static Interval difference(CapacityTable table) {
        return table.products().get(0).ranking().difference().interval().orElseThrow();
    }

    private static PairedProduct paired(String product, List<EvaluatedPart> shared, List<EvaluatedPart> alone) {
        List<EvaluatedPart> shuffled = new ArrayList<>(alone);
        Collections.reverse(shuffled);
        return new PairedProduct(product, 10, 10, shared, shuffled);
    }

    /** Normal scores; those of defective parts are this much higher on average. */
    private static List<EvaluatedPart> parts(double distance, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, GOOD + DEFECTIVE)
                .mapToObj(i -> part(i, i >= GOOD, random.nextGaussian() + (i >= GOOD ? distance : 0), Decision.PASS))
                .toList();
    }

    private static EvaluatedPart part(int number, boolean defective, double score, Decision decision) {
        String name = "%03d".formatted(number);
        return new EvaluatedPart(
                name, name + ".png", defective, defective ? "spot" : "good", score, Optional.of(decision));
    }
}
