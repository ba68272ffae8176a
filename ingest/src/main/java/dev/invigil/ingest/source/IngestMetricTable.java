// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.kafka.TransactionEnd;
import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;

/** The table of ingest's metrics. */
public final class IngestMetricTable {
    public static final MetricTable TABLE = MetricTable.of("ingest");

    private static final MetricLabel SOURCE = MetricLabel.names("source", "name of the source in the configuration");
    private static final MetricLabel CAMERA =
            MetricLabel.names("camera", "name of the camera; `other` beyond `metric-cameras`");
    private static final MetricLabel FOLDER = MetricLabel.names("folder", "path of the watched folder");

    static final MetricSpec FRAMES = TABLE.counter("frames_total", "frames", "Frames committed to the broker", SOURCE);
    static final MetricSpec BYTES =
            TABLE.counter("bytes_total", "bytes", "Bytes of the images of committed frames", SOURCE);
    static final MetricSpec CAMERA_FRAMES =
            TABLE.counter("camera_frames_total", "frames", "Frames committed to the broker, by camera", CAMERA);
    static final MetricSpec OTHER_CAMERAS = TABLE.counter(
            "other_camera_frames_total",
            "frames",
            "Committed frames of cameras without series of their own, because there are more than `metric-cameras`");
    static final MetricSpec REFUSED = TABLE.counter(
            "refused_total",
            "files and requests",
            "Files and requests that did not become a frame",
            SOURCE,
            MetricLabel.of("reason", "why", RefusalReason.class));
    static final MetricSpec SEND =
            TABLE.latency("send_seconds", "Time from submission to commit, per submission", SOURCE);
    static final MetricSpec IN_FLIGHT =
            TABLE.gauge("in_flight_frames", "frames", "Frames submitted and not yet committed or refused");
    static final MetricSpec UNMATCHED =
            TABLE.gauge("unmatched_files", "files", "Files in a watched folder that do not match its pattern", SOURCE);
    static final MetricSpec TRANSACTIONS = TABLE.counter(
            "transactions_total",
            "transactions",
            "Transactions that ended; nothing of an aborted one is visible, its frames stay with their source",
            MetricLabel.of("result", "how it ended; unknown: the broker did not answer", TransactionEnd.class));
    static final MetricSpec RECONNECTS = TABLE.counter(
            "reconnects_total", "reconnects", "How often a new connection to the broker replaced one that had failed");
    static final MetricSpec PROGRESS_UNREADABLE = TABLE.counter(
            "progress_unreadable_total",
            "records",
            "Records of the ingest-progress topic that could not be read and were skipped");
    static final MetricSpec DISK_FREE =
            TABLE.gauge("disk_free_bytes", "bytes", "Free space on the disk of a watched folder", FOLDER);
    static final MetricSpec DISK_MINIMUM =
            TABLE.gauge("disk_minimum_bytes", "bytes", "Below this free space no frames are accepted", FOLDER);

    private IngestMetricTable() {}
}
