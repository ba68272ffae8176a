// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidatePoolTest {
    private static final Instant AT = Instant.parse("2026-06-01T12:00:00Z");

    private final CandidatePool pool = new CandidatePool(7, 20, 1000);
    private long offset;

    private Verdict verdict(String id, String camera, Decision decision) {
        return Verdicts.of(
                id,
                camera,
                decision,
                Members.digest(id),
                new RecordPosition("frames", 0, offset++),
                AT.plusSeconds(offset));
    }

    private void passes(int from, int to, String camera) {
        for (int i = from; i < to; i++) {
            pool.take(verdict(camera + " " + i, camera, Decision.PASS), true);
        }
    }

    private List<String> ids() {
        return pool.candidates().stream().map(FrameCandidate::id).toList();
    }

    @Test
    void shouldKeepASampleOfEachCamera() {
        passes(0, 5_000, "cam-1");
        passes(0, 10, "cam-2");

        assertThat(pool.candidates())
                .filteredOn(candidate -> candidate.camera().equals("cam-1"))
                .hasSize(20);
        assertThat(pool.candidates())
                .filteredOn(candidate -> candidate.camera().equals("cam-2"))
                .hasSize(10);
        assertThat(pool.production().get("cap").verdicts()).isEqualTo(5_010);
    }

    @Test
    void shouldKeepTheSameSampleHoweverItIsRead() {
        passes(0, 500, "cam-1");
        List<String> once = ids();
        offset = 0;
        passes(250, 500, "cam-1");
        passes(0, 250, "cam-1");

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(once);
    }

    @Test
    void shouldStayWithinItsBudgetWhateverTheNumberOfCameras() {
        for (int camera = 0; camera < 400; camera++) {
            passes(0, 50, "cam-" + camera);
        }

        assertThat(pool.candidates()).hasSizeBetween(400, 1000);
        assertThat(pool.candidates().stream().map(FrameCandidate::camera).distinct())
                .hasSize(400);
    }

    @Test
    void shouldKeepEveryLabelledFrame() {
        pool.labelled(Set.of("cam-1 7", "rejected"));
        passes(0, 5_000, "cam-1");
        pool.take(verdict("rejected", "cam-1", Decision.REJECT), true);
        pool.take(verdict("another", "cam-1", Decision.REJECT), true);

        assertThat(ids()).contains("cam-1 7", "rejected").doesNotContain("another");
    }

    @Test
    void shouldRememberRecentRejectsForLaterLabels() {
        pool.take(verdict("rejected", "cam-1", Decision.REJECT), true);

        assertThat(pool.labelled(Set.of("rejected", "unknown"))).containsExactly("unknown");
        assertThat(ids()).containsExactly("rejected");

        assertThat(pool.labelled(Set.of())).isEmpty();
        assertThat(ids()).isEmpty();
        assertThat(pool.labelled(Set.of("rejected"))).isEmpty();
        assertThat(ids()).containsExactly("rejected");
    }

    @Test
    void shouldForgetFramesThatAreGone() {
        pool.labelled(Set.of("cam-1 0", "never there"));
        passes(0, 10, "cam-1");
        pool.take(verdict("never there", "cam-1", Decision.REJECT), false);
        pool.take(verdict("unlabelled", "cam-1", Decision.PASS), false);

        pool.forget(position -> position.offset() < 5);

        assertThat(ids()).containsExactly("cam-1 5", "cam-1 6", "cam-1 7", "cam-1 8", "cam-1 9");
        assertThat(pool.gone()).containsOnlyKeys("cam-1 0", "never there");
    }
}
