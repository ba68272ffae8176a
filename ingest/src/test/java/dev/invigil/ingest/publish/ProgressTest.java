// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.kafka.RecordProblem;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress("line-pc");

    @Test
    void shouldKnowTheNextSequenceUntilItIsRemoved() {
        assertThat(progress.apply("camera/cam-1", CameraProgress.CODEC.encode(new CameraProgress(1, "cam-1", 7))))
                .isEmpty();
        assertThat(progress.nextSequence("cam-1")).isEqualTo(7);

        assertThat(progress.apply("camera/cam-1", null)).isEmpty();
        assertThat(progress.nextSequence("cam-1")).isZero();
    }

    @Test
    void shouldSayWhatItCannotReadAndKeepWhatItKnows() {
        progress.apply("camera/cam-1", CameraProgress.CODEC.encode(new CameraProgress(1, "cam-1", 7)));

        assertRefused(progress.apply("camera/cam-1", "{".getBytes(UTF_8)), "NOT_JSON");
        assertRefused(progress.apply("camera/cam-1", new byte[0]), "EMPTY");
        assertRefused(progress.apply("camera/cam-1", "{\"schema\":99}".getBytes(UTF_8)), "UNKNOWN_SCHEMA");
        assertRefused(progress.apply("frame/line-pc/folder/a.png", "[]".getBytes(UTF_8)), "NOT_JSON");
        assertRefused(progress.apply(null, new byte[] {1}), "INVALID");

        assertThat(progress.nextSequence("cam-1")).isEqualTo(7);
        assertThat(progress.find("folder", "a.png")).isEmpty();
    }

    @Test
    void shouldLeaveTheRecordsOfOtherProcessesAside() {
        assertThat(progress.apply("frame/other-pc/folder/a.png", "garbage".getBytes(UTF_8)))
                .isEmpty();
        assertThat(progress.apply("something else", "garbage".getBytes(UTF_8))).isEmpty();
    }

    private static void assertRefused(Optional<RecordProblem> problem, String reason) {
        assertThat(problem).map(RecordProblem::reason).contains(reason);
    }
}
