// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.ModelThresholds;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.threshold.ThresholdFollower;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports in metrics which thresholds are in force, and, on changes also in the log, which overrides take effect. One thread. */
final class OverrideMetrics implements ThresholdFollower.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(OverrideMetrics.class);

    /** How many overrides a message names. */
    private static final int NAMED = 5;

    private final Supplier<ModelFacts> active;
    private final ScorerMetrics metrics;
    private final InstantSource clock;
    private List<String> last = List.of();

    /** @param active the model that scores now */
    OverrideMetrics(Supplier<ModelFacts> active, ScorerMetrics metrics, InstantSource clock) {
        this.active = active;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void current(Overrides overrides) {
        ModelFacts model = active.get();
        Instant now = clock.instant();
        metrics.overrides(model.modelThresholds().count(overrides, now));
        metrics.thresholds(inForce(model, overrides, now));
        List<String> warnings = warnings(model.modelThresholds(), overrides, now);
        if (!warnings.equals(last)) {
            warnings.forEach(LOG::warn);
        }
        last = warnings;
    }

    /** The threshold of each product, and of each product and camera that has one of its own. */
    private static Map<InspectionPoint, ClassThreshold> inForce(ModelFacts model, Overrides overrides, Instant now) {
        Set<InspectionPoint> points = new LinkedHashSet<>();
        model.thresholds().forEach((product, thresholds) -> {
            points.add(InspectionPoint.of(product));
            thresholds.cameras().keySet().forEach(camera -> points.add(InspectionPoint.of(product, camera)));
        });
        overrides.entries().values().stream()
                .filter(override -> model.modelThresholds().state(override, now) == Overrides.State.IN_FORCE)
                .map(OperatorThreshold::point)
                .forEach(points::add);
        Map<InspectionPoint, ClassThreshold> inForce = new LinkedHashMap<>();
        for (InspectionPoint point : points) {
            model.modelThresholds()
                    .inForce(point, overrides, now)
                    .ifPresent(threshold -> inForce.put(point, threshold.threshold()));
        }
        return inForce;
    }

    /** A line for the overrides of other models and one for those of unknown products, when there are any. */
    private static List<String> warnings(ModelThresholds model, Overrides overrides, Instant now) {
        List<InspectionPoint> other = points(model, overrides, now, Overrides.State.OTHER_MODEL);
        List<InspectionPoint> unknown = points(model, overrides, now, Overrides.State.UNKNOWN_PRODUCT);
        List<String> warnings = new ArrayList<>();
        if (!other.isEmpty()) {
            warnings.add(
                    (other.size() == 1 ? "1 threshold override applies" : other.size() + " threshold overrides apply")
                            + " to another model than " + model.digest() + " and " + noEffect(other)
                            + "; set again with `invigil threshold set`, or clear with " + clearing(other));
        }
        if (!unknown.isEmpty()) {
            warnings.add((unknown.size() == 1
                            ? "1 threshold override names a product that is"
                            : unknown.size() + " threshold overrides name products that are")
                    + " not in the model and " + noEffect(unknown) + "; clear with " + clearing(unknown));
        }
        return warnings;
    }

    private static List<InspectionPoint> points(
            ModelThresholds model, Overrides overrides, Instant now, Overrides.State state) {
        return overrides.entries().values().stream()
                .filter(override -> model.state(override, now) == state)
                .map(OperatorThreshold::point)
                .sorted(Comparator.comparing(InspectionPoint::toString))
                .toList();
    }

    private static String noEffect(List<InspectionPoint> points) {
        return (points.size() == 1 ? "has" : "have") + " no effect: "
                + points.stream().limit(NAMED).map(InspectionPoint::toString).collect(Collectors.joining(", "))
                + (points.size() > NAMED ? " and " + (points.size() - NAMED) + " more" : "");
    }

    private static String clearing(List<InspectionPoint> points) {
        if (points.size() > 1) {
            return "`invigil threshold clear --product NAME [--camera NAME]`";
        }
        InspectionPoint point = points.get(0);
        return "`invigil threshold clear --product " + point.product()
                + point.camera().map(camera -> " --camera " + camera).orElse("") + "`";
    }

    @Override
    public void refused(String reason) {
        metrics.thresholdRefused(reason);
    }
}
