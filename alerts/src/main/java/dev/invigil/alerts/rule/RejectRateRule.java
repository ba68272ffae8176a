// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The recent reject rate is above the camera's baseline.
 *
 * <p><b>Window</b>: the scored verdicts of the last {@code window}, counted in ten slices: n verdicts, r of them rejects.
 *
 * <p><b>Baseline</b> b: the rate of the slices that have left the window, older ones weighing less: with every
 * {@code halfLife} verdicts the weight halves. The weight depends on verdicts, not on time, so it does not decay over a weekend. Slices
 * that leave while an incident is open are not included. A rate that lasts for {@code adoptAfter} becomes the new baseline.
 *
 * <p><b>Opens</b> when the window holds {@code minimumSample} verdicts, the baseline holds {@code minimumBaseline}, and r rejects are
 * improbable even if the true rate were q = b + margin, by the Chernoff bound
 * P(X &ge; r) &le; exp(-n KL(r/n || q)) for a binomial X, which holds for every n: the bound is at most {@code significance}. The margin
 * covers the error of the baseline and small increases that need no action. The rule is evaluated at every verdict, so the significance
 * applies to each evaluation, not to a day.
 *
 * <p><b>Clear</b> when r/n is back at b + margin or below, at the earliest one window after opening.
 */
record RejectRateRule(RejectRate settings) implements Rule<RejectRateRule.History> {
    private static final int SLICES = 10;

    /**
     * Counts of one slice of time.
     *
     * @param start in ms since the epoch
     */
    record Slice(long start, long scored, long rejects) {
        Slice plus(boolean reject) {
            return new Slice(start, scored + 1, rejects + (reject ? 1 : 0));
        }
    }

    /**
     * The window, oldest slice first, and the baseline's weighted counts.
     *
     * @param scored weighted number of scored verdicts under the baseline
     * @param rejects weighted number of rejects among them
     */
    record History(List<Slice> window, double scored, double rejects) {
        History {
            window = List.copyOf(window);
        }

        long windowScored() {
            return window.stream().mapToLong(Slice::scored).sum();
        }

        long windowRejects() {
            return window.stream().mapToLong(Slice::rejects).sum();
        }

        /** 0 while there are no verdicts. */
        double windowRate() {
            return windowScored() == 0 ? 0 : (double) windowRejects() / windowScored();
        }

        /** 0 while there are no verdicts. */
        double baseline() {
            return scored == 0 ? 0 : rejects / scored;
        }

        private History learning(Slice slice, int halfLife) {
            double kept = Math.pow(0.5, (double) slice.scored() / halfLife);
            return new History(window, scored * kept + slice.scored(), rejects * kept + slice.rejects());
        }
    }

    @Override
    public AlertCause cause() {
        return AlertCause.REJECT_RATE;
    }

    @Override
    public History start() {
        return new History(List.of(), 0, 0);
    }

    @Override
    public History next(History history, Verdict verdict, Instant at, Optional<Incident> open) {
        Decision decision = verdict.decision();
        if (!Rule.isAboutQuality(decision)) {
            return history;
        }
        long length = Math.max(1, settings.window().toMillis() / SLICES);
        long start = Math.floorDiv(at.toEpochMilli(), length) * length;
        List<Slice> window = new ArrayList<>();
        History next = history;
        for (Slice slice : history.window()) {
            if (slice.start() > start - SLICES * length) {
                window.add(slice);
            } else if (open.isEmpty()) {
                next = next.learning(slice, settings.halfLife());
            }
        }
        boolean reject = decision == Decision.REJECT;
        int newest = window.size() - 1;
        if (newest >= 0 && window.get(newest).start() >= start) {
            window.set(newest, window.get(newest).plus(reject));
        } else {
            window.add(new Slice(start, 0, 0).plus(reject));
        }
        next = new History(window, next.scored(), next.rejects());
        return open.isPresent() && isUsualByNow(open.get(), at)
                ? new History(window, next.windowScored(), next.windowRejects())
                : next;
    }

    @Override
    public Condition judge(History history, Instant at, Optional<Incident> open) {
        long scored = history.windowScored();
        double rate = history.windowRate();
        double tolerated = Math.min(1, history.baseline() + settings.margin());
        if (rate <= tolerated) {
            boolean lastedAWindow =
                    open.isEmpty() || !at.isBefore(open.get().openedAt().plus(settings.window()));
            return scored > 0 && lastedAWindow ? Condition.CLEAR : Condition.BETWEEN;
        }
        boolean known = scored >= settings.minimumSample() && history.scored() >= settings.minimumBaseline();
        return known && Math.exp(-scored * divergence(rate, tolerated)) <= settings.significance()
                ? Condition.MET
                : Condition.BETWEEN;
    }

    @Override
    public long events(History next, Verdict verdict) {
        return verdict.decision() == Decision.REJECT ? 1 : 0;
    }

    @Override
    public long evidence(History history) {
        return history.windowRejects();
    }

    @Override
    public String describe(History history) {
        return String.format(
                Locale.ROOT,
                "%.1f %% of the last %d parts rejected; the baseline is %.1f %%",
                100 * history.windowRate(),
                history.windowScored(),
                100 * history.baseline());
    }

    private boolean isUsualByNow(Incident incident, Instant at) {
        return !at.isBefore(incident.openedAt().plus(settings.adoptAfter()));
    }

    /** Kullback-Leibler divergence of two Bernoulli distributions in nats, for 0 &lt; q &lt; p &le; 1. */
    static double divergence(double p, double q) {
        double one = p * Math.log(p / q);
        return p == 1 ? one : one + (1 - p) * Math.log((1 - p) / (1 - q));
    }
}
