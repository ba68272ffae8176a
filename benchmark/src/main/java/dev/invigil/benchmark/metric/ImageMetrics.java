// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/** AUROC, AP and the best F1 of one score per image, over all distinct scores. */
record ImageMetrics(MetricValue auroc, MetricValue ap, MetricValue f1Max) {

    static ImageMetrics undefined(String reason) {
        MetricValue none = MetricValue.undefined(reason);
        return new ImageMetrics(none, none, none);
    }

    static ImageMetrics of(ImageScores images, MetricDefinition definition) {
        RocArea roc = new RocArea(images.positives(), images.negatives());
        AveragePrecision precision = new AveragePrecision(images.positives());
        BestOverlap best = new BestOverlap(images.positives());
        images.walk(List.of(roc, precision, best));
        return switch (definition) {
            case ADER, ADEVAL ->
                new ImageMetrics(roc.value(), MetricValue.of(precision.valueOrZero()), MetricValue.of(best.f1OrZero()));
            case EXACT -> new ImageMetrics(roc.value(), precision.value(), best.f1());
        };
    }
}
