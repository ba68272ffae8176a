// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.disk.DiskWatch;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Accepts no frames while a watched disk has too little free space, because a broker with a full disk stops and with it the whole line. */
final class SpaceGate implements FrameSink {
    private final DiskWatch disks;
    private final FrameSink behind;

    SpaceGate(DiskWatch disks, FrameSink behind) {
        this.disks = disks;
        this.behind = behind;
    }

    @Override
    public Optional<Publication.NotSent> unavailable() {
        return disks.problem()
                .map(problem -> new Publication.NotSent(RefusalReason.DISK_FULL, problem))
                .or(behind::unavailable);
    }

    /** Submissions that only remove records are accepted: they free space. */
    @Override
    public CompletableFuture<Publication> submit(Submission submission) {
        Optional<String> problem = submission.drafts().isEmpty() ? Optional.empty() : disks.problem();
        return problem.isPresent()
                ? CompletableFuture.completedFuture(new Publication.NotSent(RefusalReason.DISK_FULL, problem.get()))
                : behind.submit(submission);
    }

    @Override
    public Optional<SentFrame> find(String source, String name) {
        return behind.find(source, name);
    }

    @Override
    public Stream<Map.Entry<String, SentFrame>> sent(String source) {
        return behind.sent(source);
    }
}
