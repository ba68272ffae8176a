// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.alerts.group.GroupStep;
import dev.invigil.alerts.group.LineGroups;
import dev.invigil.alerts.group.LineState;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads incidents of single cameras, by line, and sends what is reported of them. */
final class LineProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(LineProcessor.class);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final LineGroups groups;
    private final Duration tick;
    private final AlertsMetrics metrics;
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<String, LineState> lines;

    LineProcessor(AlertsConfig config, AlertsMetrics metrics) {
        this.groups = new LineGroups(config.grouping(), config.rules().updateEvery());
        Duration part = config.grouping().hold().dividedBy(5);
        Duration shorter = part.compareTo(LONGEST_TICK) < 0 ? part : LONGEST_TICK;
        this.tick = shorter.toMillis() < 1 ? Duration.ofMillis(100) : shorter;
        this.metrics = metrics;
    }

    /** Called when the store has been restored. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        lines = context.getStateStore(AlertTopology.LINES);
        countOpen();
        context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, timestamp -> checkWaiting());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        AlertCodec.decode(record.value())
                .<Runnable>fold(
                        alert -> () -> take(alert),
                        // this service writes the topic; a newer version may have written it before
                        refused -> () -> LOG.warn("an incident of a camera cannot be read: {}", refused.detail()))
                .run();
    }

    @Override
    public void close() {
        metrics.released(context.taskId());
    }

    private void take(Alert alert) {
        store(groups.onAlert(Optional.ofNullable(lines.get(alert.line())), alert, now()));
        countOpen();
    }

    private void checkWaiting() {
        for (LineState state : states()) {
            GroupStep step = groups.onClock(state, now());
            if (!step.state().equals(state)) {
                store(step);
                countOpen();
            }
        }
    }

    private void store(GroupStep step) {
        String line = step.state().line();
        if (step.isIdle()) {
            lines.delete(line);
        } else {
            lines.put(line, step.state());
        }
        for (Alert alert : step.alerts()) {
            context.forward(new Record<>(alert.key().getBytes(UTF_8), AlertCodec.encode(alert), now().toEpochMilli()));
            metrics.sent(alert);
        }
    }

    private void countOpen() {
        Map<AlertCause, Long> open = new EnumMap<>(AlertCause.class);
        states().forEach(state -> state.reported().forEach((cause, count) -> open.merge(cause, count, Long::sum)));
        metrics.open(context.taskId(), open);
    }

    /** A copy, so that the store may change during iteration. */
    private List<LineState> states() {
        List<LineState> states = new ArrayList<>();
        try (KeyValueIterator<String, LineState> all = lines.all()) {
            while (all.hasNext()) {
                KeyValue<String, LineState> entry = all.next();
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
