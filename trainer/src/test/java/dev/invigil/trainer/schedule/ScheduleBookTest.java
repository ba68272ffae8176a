// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleBookTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void shouldHaveNothingToMakeUpForAtTheFirstStart() throws IOException {
        ScheduleBook book = hourly();

        assertThat(book.due(NOON.plusSeconds(600))).isEmpty();
        assertThat(book.due(NOON.plusSeconds(3599))).isEmpty();
        assertThat(book.due(NOON.plusSeconds(3600)))
                .contains(new Trigger.Cron(NOON.plusSeconds(3600), NOON.plusSeconds(3600)));
    }

    @Test
    void shouldGiveATriggerUntilItIsDoneAndThenNotAgain() throws IOException {
        ScheduleBook book = hourly();
        book.due(NOON.plusSeconds(1));
        Trigger due = book.due(NOON.plusSeconds(3700)).orElseThrow();

        assertThat(book.due(NOON.plusSeconds(3701))).get().isInstanceOf(Trigger.Cron.class);
        book.done(due);
        assertThat(book.due(NOON.plusSeconds(3702))).isEmpty();
        assertThat(hourly().due(NOON.plusSeconds(3703))).as("after a restart").isEmpty();
    }

    @Test
    void shouldRunOnceForAllTimesThatPassedWhileTheServiceWasDown() throws IOException {
        ScheduleBook before = hourly();
        before.due(NOON.plusSeconds(1));

        ScheduleBook after = hourly();
        Instant back = NOON.plus(Duration.ofHours(10)).plusSeconds(60);
        Trigger due = after.due(back).orElseThrow();

        assertThat(due).isEqualTo(new Trigger.Cron(NOON.plus(Duration.ofHours(10)), back));
        after.done(due);
        assertThat(after.due(back.plusSeconds(1))).isEmpty();
    }

    @Test
    void shouldGoOnFromTheNewTimeWhenTheClockIsSetBack() throws IOException {
        ScheduleBook book = hourly();
        Instant wrong = Instant.parse("2036-01-01T00:30:00Z");
        book.due(NOON.plusSeconds(1));
        book.done(book.due(wrong).orElseThrow());

        assertThat(book.due(NOON.plusSeconds(60))).as("after the correction").isEmpty();
        assertThat(book.due(NOON.plusSeconds(3601))).as("the next full hour").isPresent();
    }

    @Test
    void shouldNotRepeatATimeWhenTheClockIsCorrectedByABit() throws IOException {
        ScheduleBook book = hourly();
        book.due(NOON.minusSeconds(60));
        book.done(book.due(NOON.plusSeconds(1)).orElseThrow());

        assertThat(book.due(NOON.minusSeconds(2))).isEmpty();
        assertThat(book.due(NOON.plusSeconds(3))).isEmpty();
    }

    @Test
    void shouldSayThatItsFileCannotBeRead() throws IOException {
        Files.writeString(folder.resolve("schedule.json"), "{");

        assertThatThrownBy(() -> hourly().due(NOON))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("schedule.json cannot be read");
    }

    @Test
    void shouldNameTheNextTime() {
        assertThat(hourly().next(NOON)).isEqualTo(Optional.of(NOON.plusSeconds(3600)));
    }

    private ScheduleBook hourly() {
        return new ScheduleBook(CronSchedule.of("0 * * * *", ZoneId.of("UTC")), folder.resolve("schedule.json"));
    }
}
