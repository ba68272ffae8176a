// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.disk.DiskWatch;
import dev.invigil.kit.disk.FreeSpace;
import dev.invigil.kit.kafka.TransactionEnd;
import dev.invigil.kit.metrics.CameraLabels;
import dev.invigil.kit.metrics.LabelValue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/** The metrics of ingest. */
public final class IngestMetrics {

    /** How many cameras that the configuration does not name have series of their own, unless it says otherwise. */
    private static final int CAMERAS = 50;

    private final Counter frames;
    private final Counter bytes;
    private final Counter cameraFrames;
    private final CameraLabels cameras;
    private final Counter refused;
    private final Histogram send;
    private final Gauge inFlight;
    private final Gauge unmatched;
    private final Counter transactions;
    private final Counter reconnects;
    private final Counter progressUnreadable;

    /** Without cameras that are known. */
    public IngestMetrics(PrometheusRegistry registry) {
        this(registry, List.of(), CAMERAS);
    }

    /**
     * Registers the metrics; a registry can hold those of one ingest.
     *
     * @param known cameras that the configuration names
     * @param others how many further cameras have series of their own
     */
    public IngestMetrics(PrometheusRegistry registry, Collection<String> known, int others) {
        frames = IngestMetricTable.FRAMES.counter(registry);
        bytes = IngestMetricTable.BYTES.counter(registry);
        cameraFrames = IngestMetricTable.CAMERA_FRAMES.counter(registry);
        cameras = new CameraLabels(known, others, IngestMetricTable.OTHER_CAMERAS.counter(registry));
        known.forEach(cameraFrames::initLabelValues);
        refused = IngestMetricTable.REFUSED.counter(registry);
        send = IngestMetricTable.SEND.histogram(registry);
        inFlight = IngestMetricTable.IN_FLIGHT.gauge(registry);
        unmatched = IngestMetricTable.UNMATCHED.gauge(registry);
        transactions = IngestMetricTable.TRANSACTIONS.counter(registry);
        reconnects = IngestMetricTable.RECONNECTS.counter(registry);
        progressUnreadable = IngestMetricTable.PROGRESS_UNREADABLE.counter(registry);
    }

    /** Registers the free space and the required free space of the watched disks; read at each scrape. */
    public void disks(PrometheusRegistry registry, List<DiskWatch.Folder> folders, FreeSpace space) {
        if (folders.isEmpty()) {
            return;
        }
        IngestMetricTable.DISK_FREE.gauge(
                registry,
                values -> folders.forEach(folder -> free(folder, space)
                        .ifPresent(bytes -> values.call(bytes, folder.path().toString()))));
        IngestMetricTable.DISK_MINIMUM.gauge(
                registry,
                values -> folders.forEach(folder -> values.call(
                        (double) folder.minimum().bytes(), folder.path().toString())));
    }

    /** Empty when it cannot be read; the disk watch logs that. */
    private static OptionalDouble free(DiskWatch.Folder folder, FreeSpace space) {
        try {
            return OptionalDouble.of((double) space.usable(folder.path()));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** Creates a source's series at 0. */
    public void announce(String source) {
        for (RefusalReason reason : RefusalReason.values()) {
            refused.initLabelValues(source, LabelValue.of(reason));
        }
        frames.initLabelValues(source);
        bytes.initLabelValues(source);
        send.initLabelValues(source);
    }

    /** Frames were committed. */
    public void committed(List<Draft> drafts) {
        for (Draft draft : drafts) {
            frames.labelValues(draft.source()).inc();
            bytes.labelValues(draft.source()).inc(draft.image().length);
            cameraFrames.labelValues(cameras.of(draft.camera())).inc();
        }
    }

    /** A submission of the source was answered as committed. */
    public void answered(String source, long nanos) {
        send.labelValues(source).observe(nanos / 1e9);
    }

    /** A file or request did not become a frame. */
    public void refused(String source, RefusalReason reason) {
        refused.labelValues(source, LabelValue.of(reason)).inc();
    }

    /** Changes the number of frames in flight. */
    public void inFlight(int change) {
        inFlight.inc(change);
    }

    /** How many files of a folder its pattern does not match. */
    public void unmatched(String source, long files) {
        unmatched.labelValues(source).set((double) files);
    }

    /** A transaction ended. */
    public void transaction(TransactionEnd end) {
        transactions.labelValues(LabelValue.of(end)).inc();
    }

    /** A new connection to the broker replaced one that had failed. */
    public void reconnected() {
        reconnects.inc();
    }

    /** A record of the progress topic could not be read. */
    public void progressUnreadable() {
        progressUnreadable.inc();
    }
}
