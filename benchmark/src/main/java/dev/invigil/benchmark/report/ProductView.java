// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Figures;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One class on the page.
 *
 * @param index makes the section's address: names may hold any character
 */
record ProductView(ClassReport known, int index, Map<String, Chart> charts) {
    static ProductView of(ClassReport known, int index) {
        return new ProductView(known, index, ClassCharts.of(known));
    }

    /** The parts with one outcome, of which the page shows some. */
    record Group(Outcome outcome, long total, List<Card> cards) {
        String notShown() {
            return cards.size() < total
                    ? " " + (total - cards.size()) + " more are not shown; parts.csv lists all."
                    : "";
        }
    }

    /** One part with its anomaly map. The bar of its score ends at twice the reject threshold, as the colours do. */
    record Card(Thumbnail thumbnail, ClassThreshold threshold) {
        String image() {
            return thumbnail.image();
        }

        String heat() {
            return thumbnail.heat();
        }

        String file() {
            return thumbnail.part().file();
        }

        String defect() {
            return thumbnail.part().defect();
        }

        String score() {
            return Figures.format("%.4f", thumbnail.part().score());
        }

        /** The score as a multiple of the reject threshold. */
        String multiple() {
            return Figures.format("%.2f", thumbnail.part().score() / threshold.reject());
        }

        String scorePercent() {
            return Figures.format(
                    "%.1f", Math.max(0, Math.min(100, share(thumbnail.part().score()))));
        }

        String reviewPercent() {
            return Figures.format("%.1f", Math.max(0, share(threshold.review())));
        }

        private double share(double score) {
            return 100 * score / (2 * threshold.reject());
        }
    }

    String name() {
        return known.name();
    }

    String chart(String name) {
        return charts.get(name).svg();
    }

    List<String> curves() {
        return List.of("roc", "pr", "pro");
    }

    Optional<ClassThreshold> threshold() {
        return known.threshold();
    }

    boolean isProvisional() {
        return known.threshold().orElseThrow().basis() instanceof Basis.Provisional;
    }

    String goodSentence() {
        return ReportSentences.good(known.good(), known.threshold().orElseThrow());
    }

    String defectiveSentence() {
        return ReportSentences.defective(known.defective());
    }

    String thresholdSentence() {
        return ReportSentences.threshold(known.threshold().orElseThrow());
    }

    /** In the order of the outcomes; empty ones only of mistakes. */
    List<Group> groups() {
        return Arrays.stream(Outcome.values())
                .map(this::group)
                .filter(group -> group.total() > 0 || group.outcome().isMistake())
                .toList();
    }

    private Group group(Outcome outcome) {
        ClassThreshold threshold = known.threshold().orElseThrow();
        List<Card> cards = known.thumbnails().stream()
                .filter(picture -> picture.part().outcome().orElseThrow() == outcome)
                .map(picture -> new Card(picture, threshold))
                .toList();
        long total = known.parts().stream()
                .filter(part -> part.outcome().orElseThrow() == outcome)
                .count();
        return new Group(outcome, total, cards);
    }
}
