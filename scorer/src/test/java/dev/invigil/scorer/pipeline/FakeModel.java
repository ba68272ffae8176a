// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.scorer.BrightnessModel;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ScoringModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A model without natives: a pixel's anomaly is its red sample over 255. Remembers who called it and with how many. */
class FakeModel implements ScoringModel {
    static final ClassThreshold THRESHOLD =
            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 3, new Basis.Provisional("a test"));
    /** Of one camera, which is stricter. */
    static final ClassThreshold STRICT =
            new ClassThreshold(0.4, 0.3, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated());

    static final String STRICT_CAMERA = "cam-strict";

    static final ModelFacts FACTS = new ModelFacts(
            new ModelIdentity("fake", "1", "ab".repeat(32)),
            Preprocessing.imageNet(8, 8),
            PostProcessing.maximum(0),
            Map.of("bottle", new ProductThresholds(THRESHOLD, Map.of(STRICT_CAMERA, STRICT))),
            Prototypes.NONE,
            "cpu");

    final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    final Set<String> threads = ConcurrentHashMap.newKeySet();
    volatile boolean closed;

    @Override
    public ModelFacts facts() {
        return FACTS;
    }

    @Override
    public List<ModelOutput> score(List<RgbImage> images) {
        batches.add(images.size());
        threads.add(Thread.currentThread().getName());
        return images.stream()
                .map(image -> new ModelOutput(BrightnessModel.red(image), new float[0]))
                .toList();
    }

    @Override
    public long liveNativeResources() {
        return 0;
    }

    @Override
    public void close() {
        threads.add(Thread.currentThread().getName());
        closed = true;
    }
}
