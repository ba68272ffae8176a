// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns of tables for people. */
public final class MetricColumns {
    /** Short names in the order of the columns, without those of samples. */
    public static final Map<Metric, String> ALL = Collections.unmodifiableMap(columns(false));

    private static final Map<Metric, String> WITH_SAMPLES = Collections.unmodifiableMap(columns(true));

    private MetricColumns() {}

    /** The columns of a table: those of samples only where there are any. */
    public static Map<Metric, String> of(EvaluationResult result) {
        return of(result.mean().get(Metric.SAMPLE_F1_MAX).value().isDefined());
    }

    /** @param withSamples whether parts have several views */
    public static Map<Metric, String> of(boolean withSamples) {
        return withSamples ? WITH_SAMPLES : ALL;
    }

    private static Map<Metric, String> columns(boolean withSamples) {
        Map<Metric, String> columns = new LinkedHashMap<>();
        if (withSamples) {
            columns.put(Metric.SAMPLE_AUROC, "S-AUROC");
            columns.put(Metric.SAMPLE_AP, "S-AP");
            columns.put(Metric.SAMPLE_F1_MAX, "S-F1");
        }
        columns.put(Metric.IMAGE_AUROC, "I-AUROC");
        columns.put(Metric.IMAGE_AP, "I-AP");
        columns.put(Metric.IMAGE_F1_MAX, "I-F1");
        columns.put(Metric.PIXEL_AUROC, "P-AUROC");
        columns.put(Metric.PIXEL_AP, "P-AP");
        columns.put(Metric.PIXEL_F1_MAX, "P-F1");
        columns.put(Metric.AUPRO, "AUPRO");
        columns.put(Metric.PIXEL_F1_SWEEP, "mF1");
        columns.put(Metric.PIXEL_ACC_SWEEP, "mAcc");
        columns.put(Metric.PIXEL_IOU_SWEEP, "mIoU");
        columns.put(Metric.PIXEL_IOU_MAX, "mIoU-max");
        columns.put(Metric.MAD, "mAD");
        return columns;
    }
}
