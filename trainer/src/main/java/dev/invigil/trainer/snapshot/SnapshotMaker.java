// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the next snapshot of an installation and keeps it with the images of its frames. */
public final class SnapshotMaker {
    private final Path golden;
    private final SnapshotStore store;
    private final Optional<FrameHarvest> line;
    private final SnapshotRules rules;
    private final Clock clock;

    /**
     * @param golden folder of the golden data set
     * @param line where frames come from; empty for the golden data alone
     */
    public SnapshotMaker(
            Path golden, SnapshotStore store, Optional<FrameHarvest> line, SnapshotRules rules, Clock clock) {
        this.golden = golden;
        this.store = store;
        this.line = line;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Reads the golden data and the line, chooses members, copies their images, and keeps the snapshot. What an interrupted call has
     * copied is used by the next one.
     *
     * @return the snapshot and the report
     * @throws dev.invigil.benchmark.dataset.BrokenDataException if the golden data cannot be used
     * @throws dev.invigil.kit.OperatorException if an earlier snapshot is damaged, or the broker does not answer
     * @throws org.apache.kafka.common.errors.InterruptException if the thread is interrupted while it waits for the broker
     * @throws IOException if the disk fails or is full
     */
    public SnapshotBuilder.Result make() throws IOException {
        GoldenData data = GoldenData.read(golden);
        Instant now = clock.instant();
        EarlierMembers earlier = store.earlierMembers();
        Harvest harvest = line.map(FrameHarvest::look).orElse(Harvest.NONE);
        SnapshotBuilder.Result result = SnapshotBuilder.build(rules, earlier, data, harvest, now);
        Map<String, LeftOut> failures = new HashMap<>();
        while (line.isPresent()) {
            Map<String, LeftOut> failed = line.get().copy(missing(result.snapshot(), harvest), store);
            if (failed.isEmpty()) {
                break;
            }
            // others are chosen in their place
            failures.putAll(failed);
            harvest = harvest.with(failures);
            result = SnapshotBuilder.build(rules, earlier, data, harvest, now);
        }
        store.put(result.snapshot());
        return result;
    }

    /** The members whose images are not in the store yet. */
    private List<FrameCandidate> missing(Snapshot snapshot, Harvest harvest) {
        Set<String> ids = new HashSet<>();
        for (Member member : snapshot.members()) {
            member.origin()
                    .fold(
                            file -> Optional.<String>empty(),
                            frame -> store.image(member.sha256()).isPresent()
                                    ? Optional.<String>empty()
                                    : Optional.of(frame.id()))
                    .ifPresent(ids::add);
        }
        List<FrameCandidate> missing = new ArrayList<>();
        harvest.candidates().stream()
                .filter(candidate -> ids.contains(candidate.id()))
                .forEach(missing::add);
        return missing;
    }
}
