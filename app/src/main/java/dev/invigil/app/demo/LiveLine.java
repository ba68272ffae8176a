// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.Models;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ProductCheck;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.image.MapPng;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

/** The line as it is now: what the terminal view and the page show. Bounded; safe to use from any thread. */
final class LiveLine {
    private static final int PICTURES = 240;
    private static final int RECENT = 60;
    private static final int LATENCIES = 1000;
    private static final int CLOSED_ALERTS = 6;
    private static final int EVENTS = 40;
    private static final int DIGEST_SHOWN = 12;
    private static final Duration RATE_WINDOW = Duration.ofSeconds(5);

    /** The latest images by frame id; a new one replaces the oldest. */
    private final Map<String, Picture> pictures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Picture> eldest) {
            return size() > PICTURES;
        }
    };

    private final Map<String, CameraTally> cameras = new TreeMap<>();
    private final Map<String, Alert> open = new LinkedHashMap<>();
    private final Deque<Alert> closed = new ArrayDeque<>();
    private final Set<AlertCause> closedCauses = EnumSet.noneOf(AlertCause.class);
    private final Map<String, ModelRecord> models = new LinkedHashMap<>();
    private final Set<String> labels = new HashSet<>();
    private final Deque<Snapshot.Event> events = new ArrayDeque<>();
    private final Deque<Instant> arrivals = new ArrayDeque<>();
    private final double[] latencies = new double[LATENCIES];
    private long verdicts;
    private long timed;
    private long deadLetters;

    /** A frame and its verdict and map so far. */
    record Picture(byte[] encoded, Optional<Verdict> verdict, Optional<MapPng> map) {}

    private static final class CameraTally {
        private String product = "";
        private final long[] decisions = new long[Decision.values().length];
        private final Deque<Verdict> recent = new ArrayDeque<>();
        private final Map<String, Long> byModel = new HashMap<>();
    }

    synchronized void frame(String frameId, byte[] encoded) {
        Picture known = pictures.get(frameId);
        pictures.put(
                frameId,
                known == null
                        ? new Picture(encoded, Optional.empty(), Optional.empty())
                        : new Picture(encoded, known.verdict(), known.map()));
    }

    synchronized void map(String frameId, MapPng map) {
        Picture known = pictures.getOrDefault(frameId, new Picture(new byte[0], Optional.empty(), Optional.empty()));
        pictures.put(frameId, new Picture(known.encoded(), known.verdict(), Optional.of(map)));
    }

    /** @param seen when the committed verdict could be read */
    synchronized void verdict(Verdict verdict, Instant seen) {
        Picture known =
                pictures.getOrDefault(verdict.frameId(), new Picture(new byte[0], Optional.empty(), Optional.empty()));
        pictures.put(verdict.frameId(), new Picture(known.encoded(), Optional.of(verdict), known.map()));
        CameraTally tally = cameras.computeIfAbsent(verdict.camera(), name -> new CameraTally());
        verdict.productId().ifPresent(product -> tally.product = product);
        tally.decisions[index(verdict.decision())]++;
        verdict.model().ifPresent(model -> tally.byModel.merge(model.digest(), 1L, Long::sum));
        tally.recent.addLast(verdict);
        if (tally.recent.size() > RECENT) {
            tally.recent.removeFirst();
        }
        arrivals.addLast(seen);
        verdicts++;
        verdict.capturedAt().ifPresent(captured -> {
            latencies[(int) (timed % LATENCIES)] = CaptureTime.ageNanos(captured, seen) / 1e6;
            timed++;
        });
    }

    synchronized void alert(Alert alert) {
        if (alert.state() == AlertState.CLOSED) {
            closedCauses.add(alert.cause());
        }
        if (alert.state() != AlertState.UPDATED) {
            event(
                    alert.updatedAt(),
                    "alert " + alert.cause() + " of " + alert.camera() + " "
                            + alert.state().name().toLowerCase(Locale.ROOT));
        }
        if (alert.state() == AlertState.CLOSED) {
            open.remove(alert.key());
            closed.addFirst(alert);
            if (closed.size() > CLOSED_ALERTS) {
                closed.removeLast();
            }
        } else {
            open.put(alert.key(), alert);
        }
    }

    /** A record of the models topic. */
    synchronized void model(ModelRecord record) {
        models.put(record.digest(), record);
        event(
                record.at(),
                "model " + shown(record) + " is " + record.state() + ": " + record.reason() + " (" + record.actor()
                        + ")");
    }

    /** A frame was labelled. */
    synchronized void label(Label label) {
        if (labels.isEmpty()) {
            event(label.at(), label.by() + " labels the first frame: " + label.frameId() + " is " + label.quality());
        }
        labels.add(label.frameId());
    }

    /** Something that the viewer should know happened; the latest few are shown. */
    synchronized void event(Instant at, String text) {
        events.addLast(new Snapshot.Event(at, text));
        if (events.size() > EVENTS) {
            events.removeFirst();
        }
    }

    /** The state of the model that decides, as far as the models topic says. */
    synchronized Optional<ModelRecord> activeModel() {
        return new Models(models).active();
    }

    /** How many models are on the models topic. */
    synchronized int modelCount() {
        return models.size();
    }

    /** How many verdicts on frames of the camera this model has made. */
    synchronized long verdicts(String camera, String modelDigest) {
        CameraTally tally = cameras.get(camera);
        return tally == null ? 0 : tally.byModel.getOrDefault(modelDigest, 0L);
    }

    /** The latest verdicts on frames of the camera, the latest last. */
    synchronized List<Verdict> recent(String camera) {
        CameraTally tally = cameras.get(camera);
        return tally == null ? List.of() : List.copyOf(tally.recent);
    }

    /** Whether an alert of this cause has been closed. */
    synchronized boolean hasClosed(AlertCause cause) {
        return closedCauses.contains(cause);
    }

    /** Open alerts. */
    synchronized List<Alert> openAlerts() {
        return List.copyOf(open.values());
    }

    private static String shown(ModelRecord record) {
        return record.name() + " " + record.version() + " " + record.digest().substring(0, DIGEST_SHOWN);
    }

    synchronized void deadLetter() {
        deadLetters++;
    }

    /** Verdicts so far. */
    synchronized long verdicts() {
        return verdicts;
    }

    synchronized Optional<Picture> picture(String frameId) {
        return Optional.ofNullable(pictures.get(frameId)).filter(picture -> picture.encoded().length > 0);
    }

    synchronized Snapshot snapshot(Instant now) {
        while (!arrivals.isEmpty() && arrivals.peekFirst().isBefore(now.minus(RATE_WINDOW))) {
            arrivals.removeFirst();
        }
        int known = (int) Math.min(timed, LATENCIES);
        double[] sorted = Arrays.copyOf(latencies, known);
        Arrays.sort(sorted);
        List<Snapshot.Camera> views = new ArrayList<>();
        cameras.forEach((name, tally) -> views.add(new Snapshot.Camera(
                name,
                tally.product,
                tally.decisions[index(Decision.PASS)],
                tally.decisions[index(Decision.REVIEW)],
                tally.decisions[index(Decision.REJECT)],
                tally.decisions[index(Decision.WRONG_PRODUCT)],
                tally.decisions[index(Decision.UNSCORED)],
                tally.recent.stream().map(this::judged).toList())));
        return new Snapshot(
                now,
                arrivals.size() / (double) RATE_WINDOW.toSeconds(),
                quantile(sorted, 0.50),
                quantile(sorted, 0.99),
                views,
                List.copyOf(open.values()),
                List.copyOf(closed),
                deadLetters,
                new Models(models).active().map(LiveLine::shown),
                labels.size(),
                List.copyOf(events));
    }

    private Snapshot.Judged judged(Verdict verdict) {
        Picture picture = pictures.get(verdict.frameId());
        return new Snapshot.Judged(
                verdict.frameId(),
                verdict.decision(),
                verdict.detail(),
                verdict.productCheck().flatMap(ProductCheck::looksLike),
                verdict.score(),
                verdict.threshold().map(threshold -> threshold.review()),
                verdict.threshold().map(threshold -> threshold.reject()),
                verdict.regions().size(),
                verdict.creationTime(),
                picture != null && picture.encoded().length > 0,
                picture != null && picture.map().isPresent());
    }

    private static int index(Decision decision) {
        return switch (decision) {
            case PASS -> 0;
            case REVIEW -> 1;
            case REJECT -> 2;
            case WRONG_PRODUCT -> 3;
            case UNSCORED -> 4;
        };
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }
}
