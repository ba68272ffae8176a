// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.retrain.SnapshotSource;
import dev.invigil.trainer.snapshot.FrameHarvest;
import dev.invigil.trainer.snapshot.RoleShares;
import dev.invigil.trainer.snapshot.SnapshotBuilder;
import dev.invigil.trainer.snapshot.SnapshotMaker;
import dev.invigil.trainer.snapshot.SnapshotRules;
import dev.invigil.trainer.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;

/** Training sets of the golden data and, where configured, of the line. Used by one thread. */
final class LineSnapshots implements SnapshotSource {
    private final TrainerConfig config;
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final SnapshotRules rules;
    private final Clock clock;
    /** Kept from run to run: a later harvest goes on where the one before has stopped. */
    private Optional<FrameHarvest> harvest = Optional.empty();

    LineSnapshots(TrainerConfig config, KafkaSettings kafka, TopicSettings topics, Clock clock) {
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
        this.clock = clock;
        HarvestConfig frames = config.harvest();
        this.rules = new SnapshotRules(
                frames.quarantine(),
                frames.perProduct(),
                frames.leaveOut(),
                new RoleShares(frames.train(), frames.calibrate()),
                config.recipe().calibrationShare(),
                config.recipe().seed());
    }

    @Override
    public Taken take(SnapshotStore store) throws IOException, InterruptedException {
        boolean whole = false;
        try {
            if (config.harvest().enabled() && harvest.isEmpty()) {
                harvest = Optional.of(new FrameHarvest(kafka, topics, rules));
            }
            SnapshotBuilder.Result result = new SnapshotMaker(config.golden(), store, harvest, rules, clock).make();
            whole = true;
            return new Taken(result.snapshot(), result.report().lines());
        } catch (InterruptException e) {
            throw interrupted(e);
        } finally {
            if (!whole) {
                // the next one begins anew
                close();
            }
        }
    }

    private static InterruptedException interrupted(InterruptException cause) {
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("halted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Ends the connections to the broker. */
    @Override
    public void close() {
        harvest.ifPresent(FrameHarvest::close);
        harvest = Optional.empty();
    }
}
