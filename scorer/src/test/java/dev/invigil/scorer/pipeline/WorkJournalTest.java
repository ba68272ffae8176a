// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WorkJournalTest {
    private static final TopicPartition ZERO = new TopicPartition("frames", 0);

    private final FakeNotes notes = new FakeNotes();

    @Test
    void shouldSuspectNothingAtTheVeryFirstStart() {
        WorkJournal journal = started(0);

        assertThat(journal.standing(ZERO, 0)).isEqualTo(WorkJournal.Standing.CLEAR);
    }

    @Test
    void shouldSuspectWhatWasNotedAndNotCommittedWhenTheProcessIsGone() {
        started(0).begin(List.of(record(0), record(1), record(2)));

        WorkJournal next = started(1);

        assertThat(next.standing(ZERO, 1)).isEqualTo(WorkJournal.Standing.SUSPECT);
        assertThat(next.standing(ZERO, 2)).isEqualTo(WorkJournal.Standing.SUSPECT);
        assertThat(next.standing(ZERO, 2 + 1 + WorkJournal.AHEAD)).isEqualTo(WorkJournal.Standing.CLEAR);
    }

    @Test
    void shouldTakeForPoisonWhatEndedAScorerWhileItWasTriedAlone() {
        WorkJournal first = started(0);
        first.begin(List.of(record(0), record(1)));
        WorkJournal second = started(0);
        second.alone(Optional.empty(), Optional.of(record(0)));
        second.alone(Optional.of(record(0)), Optional.of(record(1)));

        WorkJournal third = started(0);

        assertThat(third.standing(ZERO, 0)).isEqualTo(WorkJournal.Standing.SUSPECT);
        assertThat(third.standing(ZERO, 1)).isEqualTo(WorkJournal.Standing.POISON);
    }

    @Test
    void shouldRememberPoisonWhenTheNextOneEndsBeforeItIsCommitted() {
        started(0).begin(List.of(record(0), record(1), record(2)));
        started(0).alone(Optional.empty(), Optional.of(record(0)));
        started(0).alone(Optional.empty(), Optional.of(record(1)));

        WorkJournal last = started(0);

        assertThat(last.standing(ZERO, 0)).isEqualTo(WorkJournal.Standing.POISON);
        assertThat(last.standing(ZERO, 1)).isEqualTo(WorkJournal.Standing.POISON);
        assertThat(last.standing(ZERO, 2)).isEqualTo(WorkJournal.Standing.SUSPECT);
    }

    @Test
    void shouldNotTakeForPoisonWhatItsOwnProcessTried() {
        WorkJournal journal = started(0);
        journal.begin(List.of(record(0)));
        journal.alone(Optional.empty(), Optional.of(record(0)));
        journal.drop(List.of(ZERO));

        journal.assign(Map.of(ZERO, 0L));

        assertThat(journal.standing(ZERO, 0)).isEqualTo(WorkJournal.Standing.SUSPECT);
    }

    @Test
    void shouldForgetPoisonOnceItIsCommitted() {
        notes.kept.put(ZERO, new WorkNote(5, OptionalLong.of(3), Set.of(1L)));

        WorkJournal journal = started(4);

        assertThat(journal.standing(ZERO, 4)).isEqualTo(WorkJournal.Standing.SUSPECT);
        journal.begin(List.of(record(30)));
        assertThat(notes.kept.get(ZERO).poison()).isEmpty();
    }

    @Test
    void shouldWriteANoteForSeveralPollsAtOnce() {
        WorkJournal journal = started(0);

        for (long offset = 0; offset <= WorkJournal.AHEAD; offset++) {
            journal.begin(List.of(record(offset)));
        }

        assertThat(notes.writes).isEqualTo(1);
    }

    @Test
    void shouldReadBackWhatItWritesAndIgnoreAnythingElse() {
        WorkNote note = new WorkNote(7, OptionalLong.of(5), Set.of(3L, 5L));
        assertThat(WorkNote.of(7, note.metadata())).contains(note);
        assertThat(WorkNote.of(7, WorkNote.upTo(7).metadata())).contains(WorkNote.upTo(7));
        assertThat(WorkNote.of(7, "")).isEmpty();
        assertThat(WorkNote.of(7, "v1;alone=9999999999999999999;poison=")).isEmpty();
        assertThat(new WorkNote(
                                1,
                                OptionalLong.empty(),
                                LongStream.range(0, 1000)
                                        .mapToObj(i -> Long.MAX_VALUE - i)
                                        .collect(Collectors.toSet()))
                        .metadata())
                .as("fits into what brokers keep")
                .hasSizeLessThanOrEqualTo(4096);
    }

    private WorkJournal started(long committed) {
        WorkJournal journal = new WorkJournal(notes);
        journal.assign(Map.of(ZERO, committed));
        return journal;
    }

    private static RecordRef record(long offset) {
        return new RecordRef(ZERO, offset, 1);
    }
}
