// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Region;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.NonFiniteScoreException;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.image.MapPng;
import dev.invigil.scorer.camera.MaskProportions;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The stage after the network: inspects each frame of a batch with {@link Inspector}, converts regions to pixels of the camera's image and
 * encodes the maps that are kept. Any thread.
 */
final class DecisionStage {
    /** Largest number of regions in a verdict, strongest first. */
    static final int MAX_REGIONS = 32;

    private final ModelFacts model;
    private final Inspector inspector;
    private final BiPredicate<Decision, String> keepsMap;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final MaskProportions proportions = new MaskProportions();

    /**
     * @param rules for maps of the model's size
     * @param keepsMap whether the map of a frame with this decision and id is kept
     */
    DecisionStage(
            ModelFacts model,
            CameraRules rules,
            BiPredicate<Decision, String> keepsMap,
            LongSupplier nanos,
            InstantSource clock) {
        this.model = model;
        this.inspector = model.inspector(rules);
        this.keepsMap = keepsMap;
        this.nanos = nanos;
        this.clock = clock;
    }

    /**
     * @param index which frame of the batch
     * @param overrides in force when the batch came
     * @throws IllegalStateException when the model's map is not finite; this is not caused by the frame
     */
    Outcome.Scored decide(ScoredBatch batch, int index, Overrides overrides) {
        long begin = nanos.getAsLong();
        Prepared prepared = batch.frames().get(index);
        Accepted accepted = prepared.accepted();
        Instant now = clock.instant();
        Inspection inspection = inspect(accepted, batch.outputs().get(index), overrides, now);
        proportions.check(accepted.frame().camera(), inspection.rule(), prepared.width(), prepared.height());
        Optional<MapPng> kept = keepsMap.test(
                        Decisions.of(inspection.decision()), accepted.frame().id())
                ? Optional.of(MapPng.encode(inspection.map()))
                : Optional.empty();
        StageTimes times = new StageTimes(
                prepared.decodeNanos() - accepted.arrivedNanos() + batch.forwardNanos() - prepared.preparedNanos(),
                prepared.preparedNanos() - prepared.decodeNanos(),
                batch.scoredNanos() - batch.forwardNanos(),
                nanos.getAsLong() - begin,
                batch.frames().size());
        return new Outcome.Scored(
                accepted.ref(),
                accepted.frame(),
                prepared.digest(),
                batch.model().identity(),
                Decisions.of(inspection.decision()),
                inspection.score(),
                inspection.threshold(),
                inspection.check(),
                regions(inspection, prepared),
                inspection.maskDigest(),
                inspection.calibration(),
                prepared.figures(),
                inspection.effect(),
                kept,
                times,
                sentAt(accepted.record(), now),
                now);
    }

    /** A record without a timestamp counts as sent now. */
    private static Instant sentAt(ConsumerRecord<String, byte[]> record, Instant now) {
        return record.timestamp() < 0 ? now : Instant.ofEpochMilli(record.timestamp());
    }

    private Inspection inspect(Accepted accepted, ModelOutput output, Overrides overrides, Instant now) {
        String product = accepted.frame().productId();
        try {
            return inspector.inspect(
                    output.map(),
                    model.prototypes().check(product, output.features()),
                    InspectionPoint.of(product, accepted.frame().camera()),
                    overrides,
                    now);
        } catch (NonFiniteScoreException e) {
            throw new IllegalStateException(
                    "the model " + model.identity().name() + " "
                            + model.identity().version()
                            + " gave an invalid map for frame "
                            + accepted.frame().id() + ": " + e.getMessage()
                            + "; its weights are damaged or the device computes incorrectly",
                    e);
        }
    }

    /** In pixels of the camera's image. */
    private static List<Region> regions(Inspection inspection, Prepared prepared) {
        double across = (double) prepared.width() / inspection.map().width();
        double down = (double) prepared.height() / inspection.map().height();
        return inspection.regions().stream()
                .limit(MAX_REGIONS)
                .map(region -> new Region(
                        region.x() * across,
                        region.y() * down,
                        region.width() * across,
                        region.height() * down,
                        region.area() * across * down,
                        region.peak()))
                .toList();
    }
}
