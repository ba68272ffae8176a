// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.evaluate.ImageScorer;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.runtime.ComputeDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Looks for defective parts among those that a model was trained on and calibrated with, after the training. Of each product and role, a score
 * counts as suspicious when it is more than {@value #DEVIATIONS} robust standard deviations above the median. The deviation is 1.4826 times
 * the median absolute deviation (MAD), the estimate that up to half of the parts cannot spoil (Leys et al., "Detecting outliers: do not use
 * standard deviation around the mean, use absolute deviation around the median", J. Exp. Soc. Psychol. 49, 2013).
 *
 * <p>The result is for the operator to look at. It changes nothing: a suspicious part may be good, and a defect that the model has learned to
 * rebuild is not suspicious.
 */
public final class ContaminationCheck {
    /** From so many deviations on a part is suspicious. */
    public static final double DEVIATIONS = 6;

    /** With fewer parts of a product and role there is no statement. */
    static final int LEAST_PARTS = 10;

    private static final double NORMAL = 1.4826;
    /** Scores that are all but equal have no spread to compare with. */
    private static final double LEAST_SPREAD = 0.01;

    private ContaminationCheck() {}

    /** Hears how far it is; called from several threads. */
    @FunctionalInterface
    public interface Listener {
        /** {@code done} of {@code total} images have been scored. */
        void checked(int done, int total);
    }

    /**
     * Scores all parts that the model was trained on and calibrated with.
     *
     * @param bundle trained from this snapshot
     * @return the suspicious parts, the most suspicious first
     * @throws dev.invigil.benchmark.BenchmarkException if an image cannot be read, or the model's self-test fails on the device
     */
    public static List<SuspectPart> of(SnapshotData data, ModelBundle bundle, ComputeDevice device, Listener listener) {
        Set<String> trained =
                bundle.model().classes().stream().map(CalibratedClass::name).collect(Collectors.toSet());
        List<Member> members = data.snapshot().members().stream()
                .filter(member -> member.role() != Role.TEST && trained.contains(member.product()))
                .toList();
        Inspector inspector = bundle.inspector(LineConditions.NONE.rules());
        Map<Member, Double> scores = new ConcurrentHashMap<>();
        AtomicInteger done = new AtomicInteger();
        try (ImageScorer scorer = new ImageScorer(bundle, device)) {
            scorer.score(members, member -> Picture.of(data.images().get(member)), Member::product, (member, map) -> {
                scores.put(
                        member,
                        inspector
                                .score(map, LineConditions.NONE.point(member.product()))
                                .score());
                listener.checked(done.incrementAndGet(), members.size());
            });
        }
        return suspects(scores);
    }

    /** The suspicious ones among these scores, the most suspicious first. */
    static List<SuspectPart> suspects(Map<Member, Double> scores) {
        Map<List<Object>, List<Member>> groups = new HashMap<>();
        scores.keySet().forEach(member -> groups.computeIfAbsent(
                        List.of(member.product(), member.role()), key -> new ArrayList<>())
                .add(member));
        List<SuspectPart> suspects = new ArrayList<>();
        for (List<Member> group : groups.values()) {
            if (group.size() >= LEAST_PARTS) {
                double[] values = group.stream().mapToDouble(scores::get).toArray();
                double median = median(values);
                double deviation = Math.max(
                        NORMAL
                                * median(Arrays.stream(values)
                                        .map(value -> Math.abs(value - median))
                                        .toArray()),
                        LEAST_SPREAD * Math.abs(median));
                for (Member member : group) {
                    double deviations = (scores.get(member) - median) / deviation;
                    if (deviations > DEVIATIONS) {
                        suspects.add(new SuspectPart(
                                member.product(),
                                member.role(),
                                member.origin().fold(Origin.Golden::file, Origin.FromFrame::id),
                                member.sha256(),
                                scores.get(member),
                                median,
                                deviations));
                    }
                }
            }
        }
        suspects.sort(
                Comparator.comparingDouble(SuspectPart::deviations).reversed().thenComparing(SuspectPart::name));
        return suspects;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
