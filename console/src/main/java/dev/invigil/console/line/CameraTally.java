// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of one camera, in bounded memory. Not thread-safe. */
final class CameraTally {
    static final int RECENT = 60;
    private static final int PRODUCTS = 8;
    private static final int MODELS = 20;
    private static final long MINUTE = 60;

    /** Weight of the newest gap in the usual gap between verdicts. */
    private static final double NEWEST = 0.1;
    /** A camera is silent after so many of its usual gaps, but not before {@link #LEAST_SILENCE}. */
    private static final double GAPS = 10;

    private static final Duration LEAST_SILENCE = Duration.ofSeconds(15);
    private static final Duration OFF_AFTER = Duration.ofHours(1);

    private String product = "";
    private Counts counts = Counts.NONE;
    private final Deque<Verdict> recent = new ArrayDeque<>();
    private final TreeMap<Long, Counts> byMinute = new TreeMap<>();
    private Instant last = Instant.EPOCH;
    private double gapSeconds = Double.NaN;
    private final Map<String, Long> byModel = new Bounded<>(MODELS);
    private final Map<String, Threshold> thresholds = new Bounded<>(PRODUCTS);

    /** The latest entries; the one that was set first goes first. */
    static final class Bounded<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
        }
    }

    void verdict(Verdict verdict, Duration history) {
        verdict.productId().ifPresent(name -> product = name);
        counts = counts.plus(verdict.decision());
        long minute = verdict.creationTime().getEpochSecond() / MINUTE;
        byMinute.merge(minute, Counts.NONE.plus(verdict.decision()), Counts::plus);
        byMinute.headMap(byMinute.lastKey() - history.toMinutes()).clear();
        verdict.model().ifPresent(model -> byModel.merge(model.digest(), 1L, Long::sum));
        if (verdict.productId().isPresent() && verdict.threshold().isPresent()) {
            thresholds.put(verdict.productId().get(), verdict.threshold().get());
        }
        recent.addLast(verdict);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        if (verdict.creationTime().isAfter(last)) {
            if (!last.equals(Instant.EPOCH)) {
                double gap = Duration.between(last, verdict.creationTime()).toMillis() / 1000.0;
                gapSeconds = Double.isNaN(gapSeconds) ? gap : gapSeconds + NEWEST * (gap - gapSeconds);
            }
            last = verdict.creationTime();
        }
    }

    Snapshot.Activity activity(Instant now) {
        Duration silence = Duration.between(last, now);
        if (silence.compareTo(OFF_AFTER) > 0) {
            return Snapshot.Activity.OFF;
        }
        double usual = Double.isNaN(gapSeconds) ? 0 : GAPS * gapSeconds;
        return silence.compareTo(LEAST_SILENCE) > 0 && silence.toMillis() / 1000.0 > usual
                ? Snapshot.Activity.SILENT
                : Snapshot.Activity.INSPECTED;
    }

    /** Verdicts of this minute and later. */
    Counts since(Instant time) {
        return byMinute.tailMap(time.getEpochSecond() / MINUTE).values().stream()
                .reduce(Counts.NONE, Counts::plus);
    }

    String product() {
        return product;
    }

    Counts counts() {
        return counts;
    }

    Instant last() {
        return last;
    }

    Deque<Verdict> recent() {
        return recent;
    }

    Map<String, Threshold> thresholds() {
        return thresholds;
    }

    long verdictsBy(String modelDigest) {
        return byModel.getOrDefault(modelDigest, 0L);
    }

    Optional<Verdict> verdict(String frameId) {
        return recent.stream()
                .filter(verdict -> verdict.frameId().equals(frameId))
                .findFirst();
    }
}
