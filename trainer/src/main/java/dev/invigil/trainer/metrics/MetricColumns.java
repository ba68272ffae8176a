// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.metrics;

import dev.invigil.detector.evaluation.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns of tables for people. */
public final class MetricColumns {
    /** Short names in the order of the columns. */
    public static final Map<Metric, String> ALL = Collections.unmodifiableMap(columns());

    private MetricColumns() {}

    private static Map<Metric, String> columns() {
        Map<Metric, String> columns = new LinkedHashMap<>();
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
