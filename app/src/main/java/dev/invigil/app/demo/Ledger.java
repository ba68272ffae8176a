// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares frames with committed verdicts: each frame must have exactly one. Does no I/O. */
final class Ledger {
    private final Map<String, Integer> verdictsByFrame = new LinkedHashMap<>();
    private final Map<Decision, Long> decisions = new EnumMap<>(Decision.class);
    private final Map<Shot.Truth, Tally> tallies = new EnumMap<>(Shot.Truth.class);
    private final Map<String, Shot.Truth> truths;
    private long strangers;

    private static final class Tally {
        private long parts;
        private long passed;
        private long stopped;
    }

    /** @param truths of the frames that the demo itself has sent, by frame id */
    Ledger(Map<String, Shot.Truth> truths) {
        this.truths = Map.copyOf(truths);
        // frames that were sent are counted, even if they never reached the topic
        truths.keySet().forEach(this::frame);
    }

    /** Enters a frame of the topic, from any sender; a repeated id is one frame. */
    void frame(String frameId) {
        verdictsByFrame.putIfAbsent(frameId, 0);
    }

    /** Enters a committed verdict; all frames must be entered before. */
    void verdict(Verdict verdict) {
        if (!verdictsByFrame.containsKey(verdict.frameId())) {
            strangers++;
            return;
        }
        if (verdictsByFrame.merge(verdict.frameId(), 1, Integer::sum) > 1) {
            return;
        }
        decisions.merge(verdict.decision(), 1L, Long::sum);
        Shot.Truth truth = truths.get(verdict.frameId());
        if (truth != null) {
            Tally tally = tallies.computeIfAbsent(truth, key -> new Tally());
            tally.parts++;
            tally.passed += verdict.decision() == Decision.PASS ? 1 : 0;
            tally.stopped += verdict.decision() == Decision.REJECT || verdict.decision() == Decision.REVIEW ? 1 : 0;
        }
    }

    /** Whether every frame has exactly one verdict and every verdict a frame. */
    boolean balances() {
        return strangers == 0 && verdictsByFrame.values().stream().allMatch(count -> count == 1);
    }

    /** Good parts that passed, as a share of the good parts that were scored; NaN without any. */
    double goodPassRate() {
        Tally good = tallies.getOrDefault(Shot.Truth.GOOD, new Tally());
        return (double) good.passed / good.parts;
    }

    /** Defective parts that were rejected or sent to review, as a share of all; NaN without any. */
    double defectStopRate() {
        Tally defective = tallies.getOrDefault(Shot.Truth.DEFECTIVE, new Tally());
        return (double) defective.stopped / defective.parts;
    }

    /** The report: the counts, the rates, then what is wrong, if anything. */
    List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "frames %d = pass %d + review %d + reject %d + wrong product %d + unscored %d",
                verdictsByFrame.size(),
                count(Decision.PASS),
                count(Decision.REVIEW),
                count(Decision.REJECT),
                count(Decision.WRONG_PRODUCT),
                count(Decision.UNSCORED)));
        lines.add(rate("defective parts rejected or reviewed", tallies.get(Shot.Truth.DEFECTIVE), defectStopRate()));
        lines.add(rate("good parts passed", tallies.get(Shot.Truth.GOOD), goodPassRate()));
        if (balances()) {
            lines.add("OK: each frame has exactly one committed verdict");
        } else {
            lines.add(String.format(
                    Locale.ROOT,
                    "FAILED: %d frames without a verdict, %d with several verdicts, %d verdicts without a frame",
                    verdictsByFrame.values().stream()
                            .filter(count -> count == 0)
                            .count(),
                    verdictsByFrame.values().stream().filter(count -> count > 1).count(),
                    strangers));
        }
        return lines;
    }

    private long count(Decision decision) {
        return decisions.getOrDefault(decision, 0L);
    }

    private static String rate(String what, Tally tally, double rate) {
        return tally == null
                ? what + ": there were none"
                : String.format(Locale.ROOT, "%s: %.1f %% of %d", what, 100 * rate, tally.parts);
    }
}
