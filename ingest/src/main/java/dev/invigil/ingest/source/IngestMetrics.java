// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.disk.DiskWatch;
import dev.invigil.kit.disk.FreeSpace;
import dev.invigil.kit.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** The metrics of ingest. */
public final class IngestMetrics {

    private static final String PREFIX = Metrics.PREFIX + "ingest_";

    private final Counter frames;
    private final Counter bytes;
    private final Counter refused;
    private final Histogram send;
    private final Gauge inFlight;
    private final Gauge unmatched;
    private final Counter progressUnreadable;

    public IngestMetrics(PrometheusRegistry registry) {
        frames = Counter.builder()
                .name(PREFIX + "frames_total")
                .help("Frames committed to the broker")
                .labelNames("camera", "source")
                .register(registry);
        bytes = Counter.builder()
                .name(PREFIX + "bytes_total")
                .help("Bytes of the images of committed frames")
                .labelNames("camera", "source")
                .register(registry);
        refused = Counter.builder()
                .name(PREFIX + "refused_total")
                .help("Files and requests that did not become a frame, by reason")
                .labelNames("source", "reason")
                .register(registry);
        send = Metrics.latency(PREFIX + "send_seconds")
                .help("Time from submission to commit, per submission")
                .labelNames("source")
                .register(registry);
        inFlight = Gauge.builder()
                .name(PREFIX + "in_flight_frames")
                .help("Frames submitted and not yet committed or refused")
                .register(registry);
        unmatched = Gauge.builder()
                .name(PREFIX + "unmatched_files")
                .help("Files in a watched folder that do not match its pattern")
                .labelNames("source")
                .register(registry);
        progressUnreadable = Counter.builder()
                .name(PREFIX + "progress_unreadable_total")
                .help("Records of the ingest-progress topic that could not be read and were skipped")
                .register(registry);
    }

    /** Registers the free space and the required free space of the watched disks; read at each scrape. */
    public void disks(PrometheusRegistry registry, List<DiskWatch.Folder> folders, FreeSpace space) {
        if (folders.isEmpty()) {
            return;
        }
        GaugeWithCallback.builder()
                .name(PREFIX + "disk_free_bytes")
                .help("Free space on the disk of a watched folder")
                .labelNames("folder")
                .callback(values -> folders.forEach(folder -> free(folder, space)
                        .ifPresent(bytes -> values.call(bytes, folder.path().toString()))))
                .register(registry);
        GaugeWithCallback.builder()
                .name(PREFIX + "disk_minimum_bytes")
                .help("Below this free space no frames are accepted")
                .labelNames("folder")
                .callback(values -> folders.forEach(folder -> values.call(
                        (double) folder.minimum().bytes(), folder.path().toString())))
                .register(registry);
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
            refused.initLabelValues(source, reason.name());
        }
        send.initLabelValues(source);
    }

    /** Frames were committed. */
    public void committed(List<Draft> drafts) {
        for (Draft draft : drafts) {
            frames.labelValues(draft.camera(), draft.source()).inc();
            bytes.labelValues(draft.camera(), draft.source()).inc(draft.image().length);
        }
    }

    /** A submission of the source was answered as committed. */
    public void answered(String source, long nanos) {
        send.labelValues(source).observe(nanos / 1e9);
    }

    /** A file or request did not become a frame. */
    public void refused(String source, RefusalReason reason) {
        refused.labelValues(source, reason.name()).inc();
    }

    /** Changes the number of frames in flight. */
    public void inFlight(int change) {
        inFlight.inc(change);
    }

    /** How many files of a folder its pattern does not match. */
    public void unmatched(String source, long files) {
        unmatched.labelValues(source).set((double) files);
    }

    /** A record of the progress topic could not be read. */
    public void progressUnreadable() {
        progressUnreadable.inc();
    }
}
