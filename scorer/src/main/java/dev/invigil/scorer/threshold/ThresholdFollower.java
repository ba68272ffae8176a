// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.metrics.RepeatLog;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the thresholds topic: read to its end before the scorer is ready, then on its own thread. A record that is not a threshold is
 * counted and logged, and has no effect.
 */
public final class ThresholdFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThresholdFollower.class);

    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    /** Receives changes; called on the reading thread. */
    public interface Listener {
        /** The current overrides; also called regularly without changes, because overrides expire. */
        void current(Overrides overrides);

        /** A record was refused; the reason is the label of the metric. */
        void refused(String reason);
    }

    private final TopicTable<InspectionPoint, OperatorThreshold> table;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Listener listener;
    /** A program may set overrides many times a second. */
    private final RepeatLog log;

    private volatile Overrides current = Overrides.NONE;

    /**
     * @param consumer {@code read_committed}, without a consumer group; closed by this class
     * @param onFailure called with the failure that ended the thread
     * @param options how long the broker may not answer
     */
    public ThresholdFollower(
            Consumer<String, byte[]> consumer,
            String topic,
            Listener listener,
            java.util.function.Consumer<Throwable> onFailure,
            TopicReader.Options options) {
        this.onFailure = onFailure;
        this.listener = listener;
        this.log = new RepeatLog(LOG, LOG_INTERVAL, options.nanos());
        this.table = new TopicTable<>(
                consumer,
                topic,
                ThresholdEntries::read,
                new Changes(),
                options.withUnreadable((record, problem) -> listener.refused(problem.reason())));
    }

    /**
     * Reads the topic to its end, then continues on its own thread.
     *
     * @throws OperatorException when the topic does not exist, or its end is not reached within the patience
     */
    public void start() {
        table.start("invigil-scorer-thresholds", onFailure);
    }

    /** The current overrides. Any thread. */
    public Overrides current() {
        return current;
    }

    /** Asks the thread to end and waits briefly. */
    @Override
    public void close() {
        table.close();
        log.flush();
    }

    private final class Changes implements TopicTable.Listener<InspectionPoint, OperatorThreshold> {
        @Override
        public void put(InspectionPoint point, OperatorThreshold set) {
            log.info(
                    "threshold of " + point,
                    "threshold of " + point + " set by " + set.setBy() + ": reject " + set.reject() + ", review "
                            + set.review() + " (" + set.reason() + ")");
        }

        @Override
        public void removed(InspectionPoint point) {
            log.info(
                    "threshold of " + point, "override of " + point + " cleared; the bundle's threshold applies again");
        }

        @Override
        public void current(Map<InspectionPoint, OperatorThreshold> snapshot) {
            if (!snapshot.equals(current.entries())) {
                current = new Overrides(snapshot);
            }
            listener.current(current);
            log.logDue();
        }
    }
}
