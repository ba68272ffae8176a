// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.alerts.drift.DriftTest;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The calibration of a product at this camera no longer holds, see {@link dev.invigil.alerts.drift}. Each product has a test of its own; the
 * camera's incident is open while one of them has an alarm.
 *
 * <p>A stretch ends after its number of parts, with an alarm, and when another model, threshold or mask is in force; the last also ends the
 * alarm. Otherwise an alarm ends when the stretch after it has {@code clearAfter} parts and the test has lost money since: the evidence is
 * for the calibration again.
 */
record CalibrationDriftRule(CalibrationDrift settings) implements Rule<CalibrationDriftRule.Memory> {
    /** Products that are remembered per camera; the one that was not seen for longest is forgotten first. */
    static final int MOST_PRODUCTS = 50;

    /**
     * @param products that were seen, the latest last
     * @param news why the last alarm ended; empty before one did
     */
    record Memory(List<ProductDrift> products, String news) {
        Memory {
            products = List.copyOf(products);
        }

        Optional<ProductDrift> of(String product) {
            return products.stream()
                    .filter(known -> known.product().equals(product))
                    .findFirst();
        }

        private Memory with(ProductDrift latest, String latestNews) {
            List<ProductDrift> next = without(latest.product());
            next.add(latest);
            return new Memory(next.subList(Math.max(0, next.size() - MOST_PRODUCTS), next.size()), latestNews);
        }

        private List<ProductDrift> without(String product) {
            return products.stream()
                    .filter(known -> !known.product().equals(product))
                    .collect(Collectors.toCollection(ArrayList::new));
        }

        private List<ProductDrift.Alarm> alarms() {
            return products.stream().flatMap(known -> known.alarm().stream()).toList();
        }
    }

    @Override
    public AlertCause cause() {
        return AlertCause.CALIBRATION_DRIFT;
    }

    @Override
    public Memory start() {
        return new Memory(List.of(), "");
    }

    @Override
    public Memory next(Memory before, Verdict verdict, Instant at, Optional<Incident> open) {
        Memory memory = verdict.model()
                .map(model -> withoutOtherModels(before, model.digest(), verdict.productId()))
                .orElse(before);
        if (!Rule.isAboutQuality(verdict.decision()) || verdict.productId().isEmpty()) {
            return memory;
        }
        String product = verdict.productId().get();
        Optional<CalibrationRank> rank = verdict.calibration().filter(DriftTest::isTestable);
        if (rank.isEmpty()) {
            // what was found for other scores says nothing about these
            return memory.of(product)
                    .map(known -> new Memory(
                            memory.without(product),
                            known.alarm().isPresent()
                                    ? product + ": no calibration applies to its scores any more"
                                    : memory.news()))
                    .orElse(memory);
        }
        ProductDrift.InForce inForce = ProductDrift.InForce.of(verdict, rank.get(), settings.test());
        Optional<ProductDrift> known = memory.of(product);
        Optional<ProductDrift> same = known.filter(last -> last.inForce().equals(inForce));
        String news = known.filter(last -> same.isEmpty() && last.alarm().isPresent())
                .map(last -> product + ": " + inForce.changedFrom(last.inForce()))
                .orElse(memory.news());
        ProductDrift next = tested(same.orElseGet(() -> ProductDrift.start(product, inForce)), verdict, rank.get());
        if (next.alarm().isPresent() && holdsAgain(next)) {
            news = product + ": the last " + next.test().parts() + " parts fit the calibration again";
            next = new ProductDrift(product, inForce, next.test(), next.rejects(), next.images(), Optional.empty());
        }
        return memory.with(next, news);
    }

    /** A model decides on all products, also on those that are not produced at the moment: their alarms must not wait for the next part. */
    private static Memory withoutOtherModels(Memory memory, String digest, Optional<String> product) {
        List<ProductDrift> stale = memory.products().stream()
                .filter(known -> !known.inForce().model().equals(digest)
                        && !Optional.of(known.product()).equals(product))
                .toList();
        if (stale.isEmpty()) {
            return memory;
        }
        List<ProductDrift> kept = new ArrayList<>(memory.products());
        kept.removeAll(stale);
        return new Memory(
                kept,
                stale.stream()
                        .filter(known -> known.alarm().isPresent())
                        .findFirst()
                        .map(known -> known.product() + ": another model is in use")
                        .orElse(memory.news()));
    }

    private ProductDrift tested(ProductDrift before, Verdict verdict, CalibrationRank rank) {
        DriftTest.Settings test = settings.test();
        ProductDrift stretch = before.test().isOver(test) ? before.anew(before.alarm()) : before;
        ProductDrift next = new ProductDrift(
                stretch.product(),
                stretch.inForce(),
                stretch.test().after(stretch.inForce().model() + stretch.product(), rank, verdict.frameId(), test),
                stretch.rejects() + (verdict.decision() == Decision.REJECT ? 1 : 0),
                verdict.imaging().map(stretch.images()::with).orElse(stretch.images()),
                stretch.alarm());
        return next.test().isAlarm(test)
                ? next.anew(Optional.of(new ProductDrift.Alarm(inWords(next), next.rejects())))
                : next;
    }

    private boolean holdsAgain(ProductDrift drift) {
        return drift.test().parts() >= settings.clearAfter() && drift.log10Wealth() < 0;
    }

    private String inWords(ProductDrift drift) {
        String found =
                switch (drift.test().direction(settings.test())) {
                    case HIGHER -> "good parts score higher than in the calibration";
                    case LOWER -> "good parts score lower than in the calibration";
                    case TOO_MANY_HIGH ->
                        drift.test().high() + " of " + drift.test().parts()
                                + " parts score higher than the calibration allows";
                };
        return drift.product() + ": " + found + "; " + drift.images().inWords();
    }

    @Override
    public Condition judge(Memory memory, Instant at, Optional<Incident> open) {
        return memory.alarms().isEmpty() ? Condition.CLEAR : Condition.MET;
    }

    @Override
    public long events(Memory next, Verdict verdict) {
        return verdict.decision() == Decision.REJECT ? 1 : 0;
    }

    @Override
    public long evidence(Memory memory) {
        return memory.alarms().stream().mapToLong(ProductDrift.Alarm::rejects).sum();
    }

    @Override
    public String describe(Memory memory) {
        List<ProductDrift.Alarm> alarms = memory.alarms();
        if (alarms.isEmpty()) {
            return memory.news();
        }
        return "the calibration no longer holds. "
                + alarms.stream().map(ProductDrift.Alarm::text).collect(Collectors.joining(". "));
    }
}
