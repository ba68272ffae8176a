// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ScoringModel;
import java.util.List;
import java.util.Map;

/** A model without natives: a pixel's anomaly is its red sample over 255; above 0.8 is a reject. */
public final class BrightnessModel implements ScoringModel {
    static final String PRODUCT = "bottle";

    private static final ModelFacts FACTS = new ModelFacts(
            new ModelIdentity("brightness", "1", "ab".repeat(32)),
            Preprocessing.imageNet(8, 8),
            PostProcessing.maximum(0),
            Map.of(
                    PRODUCT,
                    ProductThresholds.of(
                            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated()))),
            Prototypes.NONE,
            "cpu");

    private final Runnable beforeBatch;

    /** @param beforeBatch runs before each batch on the device thread; may stall it, fail it or end the process */
    public BrightnessModel(Runnable beforeBatch) {
        this.beforeBatch = beforeBatch;
    }

    @Override
    public ModelFacts facts() {
        return FACTS;
    }

    @Override
    public List<ModelOutput> score(List<RgbImage> images) {
        beforeBatch.run();
        return images.stream()
                .map(image -> new ModelOutput(red(image), new float[0]))
                .toList();
    }

    /** The red samples of an image, 0 to 1, as its anomaly map. */
    public static AnomalyMap red(RgbImage image) {
        float[] values = new float[image.height() * image.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (image.rgb()[i * RgbImage.CHANNELS] & 0xff) / 255f;
        }
        return new AnomalyMap(image.height(), image.width(), values);
    }

    @Override
    public long liveNativeResources() {
        return 0;
    }

    @Override
    public void close() {
        // nothing native
    }
}
