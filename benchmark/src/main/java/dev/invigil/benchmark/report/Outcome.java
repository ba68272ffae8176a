// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.detector.decision.Decision;
import java.util.Comparator;

/** What a decision means, given the truth; in the order in which a reader should see the parts. */
public enum Outcome {
    MISSED(
            20,
            "Missed defects",
            "Defective parts that were passed: on a line they would not have been detected. Lowest scores first."),
    FALSE_REJECT(
            12, "False rejects", "Good parts that were rejected: unnecessary scrap or rework. Highest scores first."),
    DEFECT_REVIEWED(8, "Defects sent to review", "Defective parts that were sent to an operator. Lowest scores first."),
    GOOD_REVIEWED(8, "Good parts sent to review", "Good parts that were sent to an operator. Highest scores first."),
    GOOD_AS_OTHER(
            8,
            "Good parts classified as another product",
            "Good parts that were classified as another product and stopped. Highest scores first."),
    DEFECT_AS_OTHER(
            6,
            "Defects classified as another product",
            "Defective parts that were classified as another product and stopped. Lowest scores first."),
    CAUGHT(
            6,
            "Defects rejected",
            "Defective parts that were rejected, correctly. Smallest distance to the threshold first."),
    PASSED(6, "Good parts passed", "Good parts that were passed, correctly. Smallest distance to the threshold first.");

    private final int shown;
    private final String title;
    private final String meaning;

    Outcome(int shown, String title, String meaning) {
        this.shown = shown;
        this.title = title;
        this.meaning = meaning;
    }

    static Outcome of(boolean defective, Decision decision) {
        return switch (decision) {
            case PASS -> defective ? MISSED : PASSED;
            case REVIEW -> defective ? DEFECT_REVIEWED : GOOD_REVIEWED;
            case REJECT -> defective ? CAUGHT : FALSE_REJECT;
            case WRONG_PRODUCT -> defective ? DEFECT_AS_OTHER : GOOD_AS_OTHER;
        };
    }

    /** How many images of it a class shows at most. */
    int shown() {
        return shown;
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }

    /** One or two words, for a place that also shows whether the part is defective. */
    String word() {
        return switch (this) {
            case MISSED -> "missed";
            case FALSE_REJECT -> "false reject";
            case DEFECT_REVIEWED, GOOD_REVIEWED -> "review";
            case GOOD_AS_OTHER, DEFECT_AS_OTHER -> "other product";
            case CAUGHT -> "rejected";
            case PASSED -> "passed";
        };
    }

    boolean isMistake() {
        return this == MISSED || this == FALSE_REJECT;
    }

    private boolean isOfDefectiveParts() {
        return this == MISSED || this == DEFECT_REVIEWED || this == DEFECT_AS_OTHER || this == CAUGHT;
    }

    /** The most telling first: defects that look best, good parts that look worst. */
    Comparator<DecidedPart> order() {
        Comparator<DecidedPart> byScore = Comparator.comparingDouble(DecidedPart::score);
        return (isOfDefectiveParts() ? byScore : byScore.reversed()).thenComparing(DecidedPart::file);
    }
}
