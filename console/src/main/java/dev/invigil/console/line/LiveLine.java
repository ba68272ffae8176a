// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.Models;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The line as it is now. Memory is bounded whatever is on the topics: so many cameras have an entry of their own, the verdicts of all others
 * are counted together. Safe to use from any thread.
 */
public final class LiveLine {
    /** Stands for all cameras beyond the bound. */
    public static final String OTHER = "other";

    private static final int LATENCIES = 1000;
    private static final int ARRIVALS = 10_000;
    private static final int CLOSED_ALERTS = 20;
    private static final int OPEN_ALERTS = 500;
    private static final int OTHER_NAMES = 1000;
    private static final int MODELS = 1000;
    private static final int PARTITIONS = 10_000;
    /** A transaction ends with a marker, which has an offset, too. */
    private static final long MARKER = 1;

    private static final int EVENTS = 40;
    private static final int DIGEST_SHOWN = 12;
    private static final Duration RATE_WINDOW = Duration.ofSeconds(5);

    private final int mostCameras;
    private final Duration history;
    private final Map<String, CameraTally> cameras = new TreeMap<>();
    private final Set<String> otherNames = new HashSet<>();
    private final ReviewQueue queue = new ReviewQueue();
    private final Map<String, Alert> open = new LinkedHashMap<>();
    /** Open incidents beyond the bound; only their keys are known. */
    private final Set<String> moreOpen = new HashSet<>();

    private final Deque<Alert> closed = new ArrayDeque<>();
    private final Set<AlertCause> closedCauses = EnumSet.noneOf(AlertCause.class);
    private final Map<String, ModelRecord> models = new CameraTally.Bounded<>(MODELS);
    private final Deque<Snapshot.Event> events = new ArrayDeque<>();
    private final Deque<Instant> arrivals = new ArrayDeque<>();
    private final double[] latencies = new double[LATENCIES];
    private long verdicts;
    private long timed;
    private long deadLetters;
    private Optional<Instant> lastVerdict = Optional.empty();
    private boolean firstLabelSeen;

    private Optional<String> brokerProblem = Optional.empty();
    private boolean reading;
    /** Of each partition of the frames the offset up to which there are verdicts. */
    private final Map<Integer, Long> inspected = new HashMap<>();

    private boolean framesWaiting;

    /**
     * @param mostCameras so many cameras have an entry of their own
     * @param history for how long the counts of each minute are kept
     */
    public LiveLine(int mostCameras, Duration history) {
        this.mostCameras = mostCameras;
        this.history = history;
    }

    /** @param seen when the committed verdict could be read */
    public synchronized void verdict(Verdict verdict, Instant seen) {
        tally(verdict).verdict(verdict, history);
        queue.verdict(verdict);
        verdicts++;
        lastVerdict = lastVerdict
                .filter(at -> at.isAfter(verdict.creationTime()))
                .or(() -> Optional.of(verdict.creationTime()));
        if (inspected.size() < PARTITIONS
                || inspected.containsKey(verdict.position().partition())) {
            inspected.merge(verdict.position().partition(), verdict.position().offset() + 1, Math::max);
        }
        // verdicts of the past are read at once, which says nothing about rate and latency
        if (Duration.between(verdict.creationTime(), seen).compareTo(RATE_WINDOW) < 0) {
            arrivals.addLast(seen);
            if (arrivals.size() > ARRIVALS) {
                arrivals.removeFirst();
            }
            verdict.capturedAt().ifPresent(captured -> {
                latencies[(int) (timed % LATENCIES)] = CaptureTime.ageNanos(captured, seen) / 1e6;
                timed++;
            });
        }
    }

    private CameraTally tally(Verdict verdict) {
        CameraTally known = cameras.get(verdict.camera());
        if (known != null) {
            return known;
        }
        if (ownEntries() >= mostCameras) {
            // a camera that was renamed or removed makes room for one that sends
            cameras.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(OTHER))
                    .filter(entry -> entry.getValue()
                            .last()
                            .isBefore(verdict.creationTime().minus(history)))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(cameras::remove);
        }
        if (ownEntries() < mostCameras) {
            otherNames.remove(verdict.camera());
            return cameras.computeIfAbsent(verdict.camera(), name -> new CameraTally());
        }
        if (otherNames.size() < OTHER_NAMES) {
            otherNames.add(verdict.camera());
        }
        return cameras.computeIfAbsent(OTHER, name -> new CameraTally());
    }

    private int ownEntries() {
        return cameras.size() - (cameras.containsKey(OTHER) ? 1 : 0);
    }

    /** A record of the alerts topic. */
    public synchronized void alert(Alert alert) {
        if (alert.state() != AlertState.UPDATED) {
            event(
                    alert.updatedAt(),
                    "alert " + alert.cause() + " of "
                            + (alert.camera().equals(Alert.WHOLE_LINE)
                                    ? alert.cameras().size() + " cameras"
                                    : alert.camera())
                            + " "
                            + alert.state().name().toLowerCase(Locale.ROOT));
        }
        if (alert.state() == AlertState.CLOSED) {
            closedCauses.add(alert.cause());
            open.remove(alert.key());
            moreOpen.remove(alert.key());
            closed.addFirst(alert);
            if (closed.size() > CLOSED_ALERTS) {
                closed.removeLast();
            }
        } else if (open.containsKey(alert.key()) || open.size() < OPEN_ALERTS) {
            open.put(alert.key(), alert);
        } else if (moreOpen.size() < OTHER_NAMES) {
            moreOpen.add(alert.key());
        }
    }

    /** The alerts topic no longer has a record with this key. */
    public synchronized void alertRemoved(String key) {
        open.remove(key);
        moreOpen.remove(key);
    }

    /** A record of the models topic. */
    public synchronized void model(ModelRecord record) {
        models.put(record.digest(), record);
        event(
                record.at(),
                "model " + shown(record) + " is " + record.state() + ": " + record.reason() + " (" + record.actor()
                        + ")");
    }

    /** A frame was labelled. */
    public synchronized void label(Label label) {
        if (!firstLabelSeen) {
            firstLabelSeen = true;
            event(label.at(), label.by() + " labels the first frame: " + label.frameId() + " is " + label.quality());
        }
        queue.label(label);
    }

    /** The label of a frame was withdrawn. */
    public synchronized void labelWithdrawn(String frameId) {
        queue.withdrawn(frameId);
    }

    /** Something that the viewer should know happened; the latest few are shown. */
    public synchronized void event(Instant at, String text) {
        events.addLast(new Snapshot.Event(at, text));
        if (events.size() > EVENTS) {
            events.removeFirst();
        }
    }

    /** A record of the dead letters. */
    public synchronized void deadLetter() {
        deadLetters++;
    }

    /** @param problem why the broker cannot be read; empty when it answers */
    public synchronized void broker(Optional<String> problem) {
        brokerProblem = problem;
    }

    /** Whether verdicts of the past are still being read. */
    public synchronized void reading(boolean past) {
        reading = past;
    }

    /** @param ends of each partition of the frames the offset of the next record */
    public synchronized void frameEnds(Map<Integer, Long> ends) {
        // what was there before the first look may have had its verdict long ago
        ends.forEach(inspected::putIfAbsent);
        framesWaiting = ends.entrySet().stream().anyMatch(end -> end.getValue() - inspected.get(end.getKey()) > MARKER);
    }

    /** The state of the model that decides, as far as the models topic says. */
    public synchronized Optional<ModelRecord> activeModel() {
        return new Models(models).active();
    }

    /** How many models are on the models topic. */
    public synchronized int modelCount() {
        return models.size();
    }

    /** How many verdicts on frames of the camera this model has made. */
    public synchronized long verdicts(String camera, String modelDigest) {
        CameraTally tally = cameras.get(camera);
        return tally == null ? 0 : tally.verdictsBy(modelDigest);
    }

    /** The latest verdicts on frames of the camera, the latest last. */
    public synchronized List<Verdict> recent(String camera) {
        CameraTally tally = cameras.get(camera);
        return tally == null ? List.of() : List.copyOf(tally.recent());
    }

    /** Whether an alert of this cause has been closed. */
    public synchronized boolean hasClosed(AlertCause cause) {
        return closedCauses.contains(cause);
    }

    /** Open alerts. */
    public synchronized List<Alert> openAlerts() {
        return List.copyOf(open.values());
    }

    /** Verdicts so far. */
    public synchronized long verdicts() {
        return verdicts;
    }

    /** The verdict on a frame, when it is among the latest of its camera or in the review queue. */
    public synchronized Optional<Verdict> find(String frameId) {
        return queue.find(frameId).or(() -> cameras.values().stream()
                .flatMap(tally -> tally.verdict(frameId).stream())
                .findFirst());
    }

    /** What an operator has said about a frame. */
    public synchronized Optional<Label> labelOf(String frameId) {
        return queue.label(frameId);
    }

    /** A verdict to review, with its label. */
    public record ToReview(Snapshot.Judged verdict, Optional<Label> label) {}

    /** The latest reviews and rejects, latest first. */
    public synchronized List<ToReview> queue() {
        return queue.entries().stream()
                .map(entry -> new ToReview(Snapshot.Judged.of(entry.verdict()), entry.label()))
                .toList();
    }

    /** The counts of a camera since some time. */
    public record Figures(String camera, Counts counts) {}

    /** The counts of each camera since the minute of this time, as far as the history goes back. */
    public synchronized List<Figures> figures(Instant since) {
        return cameras.entrySet().stream()
                .map(entry ->
                        new Figures(shownName(entry.getKey()), entry.getValue().since(since)))
                .toList();
    }

    private static String shown(ModelRecord record) {
        return record.name() + " " + record.version() + " " + record.digest().substring(0, DIGEST_SHOWN);
    }

    /** The name of a model as it is shown. */
    public static String shownModel(ModelRecord record) {
        return shown(record);
    }

    private String shownName(String camera) {
        return camera.equals(OTHER) && !otherNames.isEmpty()
                ? OTHER + " (" + otherNames.size() + (otherNames.size() == OTHER_NAMES ? " or more" : "") + " cameras)"
                : camera;
    }

    /** The line at this moment. */
    public Snapshot snapshot(Instant now) {
        return snapshot(now, List.of());
    }

    /** @param notReady failing readiness checks of the services in this process */
    public synchronized Snapshot snapshot(Instant now, List<String> notReady) {
        while (!arrivals.isEmpty() && arrivals.peekFirst().isBefore(now.minus(RATE_WINDOW))) {
            arrivals.removeFirst();
        }
        int known = (int) Math.min(timed, LATENCIES);
        double[] sorted = Arrays.copyOf(latencies, known);
        Arrays.sort(sorted);
        return new Snapshot(
                now,
                LineSentence.of(facts(now, notReady)),
                arrivals.size() / (double) RATE_WINDOW.toSeconds(),
                quantile(sorted, 0.50),
                quantile(sorted, 0.99),
                views(now),
                Incident.group(open.values()),
                moreOpen.size(),
                List.copyOf(closed),
                deadLetters,
                thresholds(),
                new Models(models).active(),
                queue.labelCount(),
                queue.open(),
                queue.changes(),
                List.copyOf(events));
    }

    private LineSentence.Facts facts(Instant now, List<String> notReady) {
        return new LineSentence.Facts(
                now,
                brokerProblem,
                notReady,
                reading,
                lastVerdict,
                framesWaiting,
                cameras.entrySet().stream()
                        .map(entry -> new LineSentence.Seen(
                                shownName(entry.getKey()),
                                entry.getValue().activity(now),
                                entry.getValue().last()))
                        .toList(),
                open.size() + moreOpen.size(),
                open.values().stream()
                        .flatMap(alert -> Incident.cameras(alert).stream())
                        .distinct()
                        .toList());
    }

    private List<Snapshot.Camera> views(Instant now) {
        List<Snapshot.Camera> views = new ArrayList<>();
        cameras.forEach((name, tally) -> {
            List<Snapshot.Judged> recent =
                    tally.recent().stream().map(Snapshot.Judged::of).toList();
            views.add(new Snapshot.Camera(
                    shownName(name),
                    tally.product(),
                    tally.activity(now),
                    (int) open.values().stream()
                            .filter(alert -> Incident.cameras(alert).contains(name))
                            .count(),
                    tally.counts(),
                    recent.isEmpty() ? Optional.empty() : Optional.of(recent.get(recent.size() - 1)),
                    recent));
        });
        views.sort(Comparator.comparing((Snapshot.Camera camera) -> camera.openIncidents() == 0)
                .thenComparing(camera -> camera.activity() != Snapshot.Activity.SILENT)
                .thenComparing(camera -> camera.activity() == Snapshot.Activity.OFF));
        return views;
    }

    private List<Snapshot.InForce> thresholds() {
        List<Snapshot.InForce> all = new ArrayList<>();
        cameras.forEach((camera, tally) -> tally.thresholds()
                .forEach((product, threshold) ->
                        all.add(new Snapshot.InForce(shownName(camera), product, threshold, promise(threshold)))));
        return all;
    }

    /** What the threshold promises, in one sentence. */
    static String promise(Threshold threshold) {
        if (threshold.setByHand().isPresent()) {
            return "Set by hand: no false-reject rate is guaranteed.";
        }
        String rate = String.format(Locale.ROOT, "%.3g", threshold.falseRejectRate() * 100);
        String percent = rate.contains(".") ? rate.replaceAll("\\.?0+$", "") : rate;
        return threshold.basis() == Threshold.Basis.CALIBRATED
                ? "At most " + percent + " % of the good parts are rejected (calibrated with "
                        + threshold.calibrationParts() + " parts)."
                : "Provisional, nothing is guaranteed"
                        + threshold.note().map(note -> ": " + note).orElse(".");
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }
}
