// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** Reads verdicts, stores each camera's state, sends the alerts of the rules. */
final class VerdictProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final Duration tick;
    private final AlertsMetrics metrics;
    private final Supplier<Optional<ModelRecord>> active;
    private final CameraWatch general;
    private final Map<String, CameraWatch> special = new HashMap<>();
    private final Map<AlertCause, Long> open = new EnumMap<>(AlertCause.class);
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<String, CameraState> cameras;
    private Instant listeningSince;

    VerdictProcessor(
            AlertsConfig config, Duration tick, AlertsMetrics metrics, Supplier<Optional<ModelRecord>> active) {
        this.tick = tick;
        this.metrics = metrics;
        this.active = active;
        general = new CameraWatch(config.rules());
        config.cameras().keySet().forEach(camera -> special.put(camera, new CameraWatch(config.rulesOf(camera))));
    }

    /** Called when the store has been restored. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        cameras = context.getStateStore(AlertTopology.CAMERAS);
        listeningSince = now();
        open.clear();
        states().forEach(state -> {
            state.incidents().keySet().forEach(cause -> open.merge(cause, 1L, Long::sum));
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
        Optional<Step> step = watchOf(verdict.camera())
                .onVerdict(Optional.ofNullable(cameras.get(key)), verdict, active.get(), now());
        if (step.isEmpty()) {
            metrics.duplicate();
        } else {
            metrics.verdict(verdict.decision());
            store(key, step.get());
            step.get()
                    .state()
                    .ifPresent(state ->
                            metrics.drift(context.taskId(), state.line(), state.camera(), state.driftWealth()));
        }
    }

    private void checkSilentCameras() {
        Instant now = now();
        for (CameraState state : states()) {
            watchOf(state.camera()).onClock(state, now, listeningSince).ifPresent(step -> {
                store(state.key(), step);
                if (step.state().isEmpty()) {
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
        byte[] key = alert.key().getBytes(UTF_8);
        // timestamp is now: with the time of an old verdict, retention could delete the alert at once
        context.forward(new Record<>(key, AlertCodec.encode(alert), now().toEpochMilli()), AlertTopology.ALERTS);
        metrics.sent(alert);
        if (alert.state() != AlertState.UPDATED) {
            open.merge(alert.cause(), alert.state() == AlertState.OPENED ? 1L : -1L, Long::sum);
            metrics.open(context.taskId(), open);
        }
    }

    private void sendDeadLetter(Record<byte[], byte[]> record, Reading.Refused<Verdict> refused) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        RecordPosition position = new RecordPosition(source.topic(), source.partition(), source.offset());
        DeadLetter cause = new DeadLetter(refused.refusal().name(), refused.detail(), position, now());
        context.forward(record.withHeaders(cause.addedTo(record.headers())), AlertTopology.DEAD_LETTERS);
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
