// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.decision.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThumbnailSelectionTest {
    private final List<DecidedPart> missed = IntStream.range(0, 200)
            .mapToObj(i -> part("missed" + i, true, i / 1000.0, Decision.PASS))
            .toList();

    @Test
    void shouldKeepTheWorstMissesWhateverTheOrderTheyComeIn() {
        List<DecidedPart> shuffled = new ArrayList<>(missed);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(shown(shuffled)).isEqualTo(missed.subList(0, Outcome.MISSED.shown()));
    }

    @Test
    void shouldShowMistakesFirst() {
        List<DecidedPart> parts = List.of(
                part("passed", false, 0.1, Decision.PASS),
                part("caught", true, 0.9, Decision.REJECT),
                part("rejected", false, 0.8, Decision.REJECT),
                part("worse", false, 0.95, Decision.REJECT),
                part("missed", true, 0.2, Decision.PASS));

        assertThat(shown(parts))
                .extracting(DecidedPart::file)
                .containsExactly("missed", "worse", "rejected", "caught", "passed");
    }

    @Test
    void shouldDrawOnlyWhatHasAPlace() {
        AtomicInteger drawn = new AtomicInteger();
        ThumbnailSelection selection = new ThumbnailSelection();
        missed.forEach(part -> selection.offer(part, Outcome.MISSED, () -> {
            drawn.incrementAndGet();
            return new Thumbnail(part, "", "");
        }));

        assertThat(drawn).hasValue(Outcome.MISSED.shown());
    }

    private static List<DecidedPart> shown(List<DecidedPart> parts) {
        ThumbnailSelection selection = new ThumbnailSelection();
        parts.forEach(part -> selection.offer(part, part.outcome().orElseThrow(), () -> new Thumbnail(part, "", "")));
        return selection.thumbnails().stream().map(Thumbnail::part).toList();
    }

    private static DecidedPart part(String file, boolean defective, double score, Decision decision) {
        return new DecidedPart(file, defective ? "scratch" : "good", defective, score, Optional.of(decision));
    }
}
