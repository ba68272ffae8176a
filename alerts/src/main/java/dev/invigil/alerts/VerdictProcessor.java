// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.alerts.group.LineGroups;
import dev.invigil.alerts.rule.CameraState;
import dev.invigil.alerts.rule.CameraWatch;
import dev.invigil.alerts.rule.Step;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.metrics.RepeatLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads verdicts, stores each camera's state, sends the alerts of the rules: those that are grouped by line to the line, the others to the
 * alerts topic.
 */
final class VerdictProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(VerdictProcessor.class);

    private final RepeatLog unwatched = new RepeatLog(LOG);
    private final int cameraLimit;
    private final Duration tick;
    private final AlertsMetrics metrics;
    private final Supplier<Optional<ModelRecord>> active;
    private final CameraWatch general;
    private final Map<String, CameraWatch> special = new HashMap<>();
    private final Map<AlertCause, Long> open = new EnumMap<>(AlertCause.class);
    private ProcessorContext<byte[], Outgoing> context;
    private KeyValueStore<String, CameraState> cameras;
    private Instant listeningSince;
    /** Cameras in the store. */
    private int known;

    VerdictProcessor(
            AlertsConfig config, Duration tick, AlertsMetrics metrics, Supplier<Optional<ModelRecord>> active) {
        this.cameraLimit = config.cameraLimit();
        this.tick = tick;
        this.metrics = metrics;
        this.active = active;
        general = new CameraWatch(config.rules());
        config.cameras().keySet().forEach(camera -> special.put(camera, new CameraWatch(config.rulesOf(camera))));
    }

    /** Called when the store has been restored. */
    @Override
    public void init(ProcessorContext<byte[], Outgoing> newContext) {
        context = newContext;
        cameras = context.getStateStore(AlertTopology.CAMERAS);
        listeningSince = now();
        open.clear();
        List<CameraState> stored = states();
        known = stored.size();
        stored.forEach(state -> {
            state.incidents().keySet().stream()
                    .filter(cause -> !LineGroups.CAUSES.contains(cause))
                    .forEach(cause -> open.merge(cause, 1L, Long::sum));
            metrics.drift(context.taskId(), state.line(), state.camera(), state.driftWealth());
        });
        metrics.open(context.taskId(), open);
        context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, timestamp -> checkSilentCameras());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        VerdictCodec.decode(record.value())
                .<Runnable>fold(verdict -> () -> applyRules(verdict), refused -> () -> sendDeadLetter(record, refused))
                .run();
    }

    @Override
    public void close() {
        metrics.released(context.taskId());
    }

    private void applyRules(Verdict verdict) {
        String key = CameraState.key(verdict.line(), verdict.camera());
        Optional<CameraState> state = Optional.ofNullable(cameras.get(key));
        if (state.isEmpty() && known >= cameraLimit) {
            metrics.verdict(verdict.decision());
            metrics.unwatched();
            unwatched.warn(
                    "cameras",
                    "the camera " + verdict.line() + "/" + verdict.camera() + " is not watched, because " + cameraLimit
                            + " cameras are; check who sends frames under new names, or increase alerts.camera-limit");
            return;
        }
        Optional<Step> step = watchOf(verdict.camera()).onVerdict(state, verdict, active.get(), now());
        if (step.isEmpty()) {
            metrics.duplicate();
        } else {
            metrics.verdict(verdict.decision());
            store(key, step.get());
            step.get()
                    .state()
                    .ifPresent(next -> metrics.drift(context.taskId(), next.line(), next.camera(), next.driftWealth()));
            known += state.isEmpty() ? 1 : 0;
        }
    }

    private void checkSilentCameras() {
        Instant now = now();
        for (CameraState state : states()) {
            watchOf(state.camera()).onClock(state, now, listeningSince).ifPresent(step -> {
                store(state.key(), step);
                if (step.state().isEmpty()) {
                    known--;
                    metrics.drift(context.taskId(), state.line(), state.camera(), Map.of());
                }
            });
        }
    }

    private void store(String key, Step step) {
        step.state().ifPresentOrElse(state -> cameras.put(key, state), () -> cameras.delete(key));
        step.alerts().forEach(this::send);
    }

    private void send(Alert alert) {
        if (LineGroups.CAUSES.contains(alert.cause())) {
            forward(alert.line(), alert, Outgoing.Destination.LINES);
            return;
        }
        forward(alert.key(), alert, Outgoing.Destination.ALERTS);
        metrics.sent(alert);
        if (alert.state() != AlertState.UPDATED) {
            open.merge(alert.cause(), alert.state() == AlertState.OPENED ? 1L : -1L, Long::sum);
            metrics.open(context.taskId(), open);
        }
    }

    private void forward(String key, Alert alert, Outgoing.Destination destination) {
        // timestamp is now: with the time of an old verdict, retention could delete the alert at once
        context.forward(new Record<>(
                key.getBytes(UTF_8), new Outgoing(destination, AlertCodec.encode(alert)), now().toEpochMilli()));
    }

    private void sendDeadLetter(Record<byte[], byte[]> record, Reading.Refused<Verdict> refused) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        RecordPosition position = new RecordPosition(source.topic(), source.partition(), source.offset());
        DeadLetter cause = new DeadLetter(refused.refusal().name(), refused.detail(), position, now());
        context.forward(record.withHeaders(cause.addedTo(record.headers()))
                .withValue(new Outgoing(Outgoing.Destination.DEAD_LETTERS, record.value())));
        metrics.deadLetter(refused.refusal());
    }

    private CameraWatch watchOf(String camera) {
        return special.getOrDefault(camera, general);
    }

    /** A copy, so that the store may change during iteration. */
    private List<CameraState> states() {
        List<CameraState> states = new ArrayList<>();
        try (KeyValueIterator<String, CameraState> all = cameras.all()) {
            while (all.hasNext()) {
                KeyValue<String, CameraState> entry = all.next();
                if (entry.value != null) { // a state that cannot be read
                    states.add(entry.value);
                }
            }
        }
        return states;
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
