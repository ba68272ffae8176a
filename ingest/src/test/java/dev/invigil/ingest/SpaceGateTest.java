// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.FakeSink;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.disk.DiskWatch;
import dev.invigil.kit.disk.FreeSpace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpaceGateTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong free = new AtomicLong(1L << 30);
    private final FakeSink sink = new FakeSink();
    private final SpaceGate gate = new SpaceGate(
            new DiskWatch(
                    List.of(new DiskWatch.Folder(Path.of("/data/broker"), DataSize.mebibytes(100))),
                    new FreeSpace() {
                        @Override
                        public long usable(Path folder) {
                            return free.get();
                        }

                        @Override
                        public long total(Path folder) {
                            return 1L << 40;
                        }
                    },
                    now::get),
            sink);

    @Test
    void shouldTakeNoFramesWhileTheDiskIsNearlyFullAndGoOnWhenThereIsSpace() throws Exception {
        assertThat(submit("1")).isInstanceOf(Publication.Committed.class);
        space(50L << 20);

        assertThat(gate.unavailable()).hasValueSatisfying(why -> {
            assertThat(why.reason()).isEqualTo(RefusalReason.DISK_FULL);
            assertThat(why.detail()).contains("/data/broker", "50 MiB free", "100MiB");
        });
        assertThat(submit("2")).isInstanceOfSatisfying(Publication.NotSent.class, why -> assertThat(why.reason())
                .isEqualTo(RefusalReason.DISK_FULL));
        space(1L << 30);
        assertThat(gate.unavailable()).isEmpty();
        assertThat(submit("2")).isInstanceOf(Publication.Committed.class);
        assertThat(sink.frames()).extracting(Draft::frameId).containsExactly("1", "2");
    }

    @Test
    void shouldLetNamesBeForgottenMeanwhile() throws Exception {
        submit("1");
        space(0);
        assertThat(gate.submit(new Submission("folder", List.of(), List.of("1")))
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(Publication.Committed.class);
        assertThat(gate.find("folder", "1")).isEmpty();
    }

    private void space(long bytes) {
        free.set(bytes);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    private Publication submit(String id) throws Exception {
        byte[] image = {1};
        Draft draft = new Draft(
                "folder",
                id,
                id,
                "a",
                Optional.empty(),
                "bottle",
                Instant.EPOCH,
                "image/jpeg",
                Sha256.of(image),
                Draft.NO_STAMP,
                image);
        return gate.submit(new Submission("folder", List.of(draft), List.of())).get(10, TimeUnit.SECONDS);
    }
}
