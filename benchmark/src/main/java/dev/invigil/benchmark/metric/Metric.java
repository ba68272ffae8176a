// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/** Every figure of the benchmark, as a fraction in 0..1, with its name in our JSON and in ADer's configuration. */
public enum Metric {
    IMAGE_AUROC("imageAuroc", "mAUROC_sp_max"),
    IMAGE_AP("imageAp", "mAP_sp_max"),
    IMAGE_F1_MAX("imageF1Max", "mF1_max_sp_max"),
    PIXEL_AUROC("pixelAuroc", "mAUROC_px"),
    PIXEL_AP("pixelAp", "mAP_px"),
    PIXEL_F1_MAX("pixelF1Max", "mF1_max_px"),
    AUPRO("aupro", "mAUPRO_px"),
    /** Mean over the thresholds 0.2, 0.3, ..., 0.8 of the normalised map; so are the next two. */
    PIXEL_F1_SWEEP("pixelF1Sweep", "mF1_px_0.2_0.8_0.1"),
    /** ADer's "Acc" is the recall of the anomalous pixels. */
    PIXEL_ACC_SWEEP("pixelAccSweep", "mAcc_px_0.2_0.8_0.1"),
    PIXEL_IOU_SWEEP("pixelIouSweep", "mIoU_px_0.2_0.8_0.1"),
    PIXEL_IOU_MAX("pixelIouMax", "mIoU_max_px"),

    PIXEL_DICE_SWEEP("pixelDiceSweep", "mDice_px_0.2_0.8_0.1"),
    PIXEL_DICE_MAX("pixelDiceMax", "mDice_max_px"),
    /** Close to 1 always: at the lowest threshold everything is predicted. Kept because ADer lists it. */
    PIXEL_ACC_MAX("pixelAccMax", "mAcc_max_px"),
    /** With the mean of the map as the image's score; so are the next two. */
    IMAGE_MEAN_AUROC("imageMeanAuroc", "mAUROC_sp_mean"),
    IMAGE_MEAN_AP("imageMeanAp", "AP_sp_mean"),
    IMAGE_MEAN_F1_MAX("imageMeanF1Max", "F1_max_sp_mean"),
    /** A sample is a part with images from several sides (Real-IAD); its score is the highest of its views. Also for the next two. */
    SAMPLE_AUROC("sampleAuroc", "mAUROC_sa_max"),
    SAMPLE_AP("sampleAp", "mAP_sa_max"),
    SAMPLE_F1_MAX("sampleF1Max", "mF1_max_sa_max"),

    IMAGE_MAD("imageMad", "mAD_I"),
    PIXEL_MAD("pixelMad", "mAD_P"),
    SWEEP_MAD("sweepMad", "mAD_.2_.8"),
    MAD("mad", "mAD");

    /** The seven of the short table, in its order. */
    public static final List<Metric> TABLE =
            List.of(IMAGE_AUROC, IMAGE_AP, IMAGE_F1_MAX, PIXEL_AUROC, PIXEL_AP, PIXEL_F1_MAX, AUPRO);

    private final String jsonName;
    private final String aderName;

    Metric(String jsonName, String aderName) {
        this.jsonName = jsonName;
        this.aderName = aderName;
    }

    /** The name in our JSON, CSV and tables. */
    public String jsonName() {
        return jsonName;
    }

    /** The name in ADer's configurations and tables. */
    public String aderName() {
        return aderName;
    }

    /** The metrics a summary (mAD) is the plain mean of; empty for all others. */
    public List<Metric> parts() {
        return switch (this) {
            case IMAGE_MAD -> List.of(IMAGE_AUROC, IMAGE_AP, IMAGE_F1_MAX);
            case PIXEL_MAD -> List.of(PIXEL_AUROC, PIXEL_AP, PIXEL_F1_MAX);
            case SWEEP_MAD -> List.of(PIXEL_F1_SWEEP, PIXEL_ACC_SWEEP, PIXEL_IOU_SWEEP);
            case MAD -> TABLE;
            default -> List.of();
        };
    }
}
