// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import dev.invigil.trainer.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the schedule has started a run, kept in a file. So a time that passed while the service was down is made up for, once, however many have
 * passed. Owned by one thread.
 */
public final class ScheduleBook {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleBook.class);
    /** Clocks are corrected by less than this; a smaller step back is not worth a line in the log. */
    private static final Duration CORRECTION = Duration.ofMinutes(1);

    private final CronSchedule schedule;
    private final Path file;
    private Optional<Instant> looked = Optional.empty();

    /**
     * What is kept.
     *
     * @param lookedUpTo all times of the schedule up to this one have had their run
     */
    record Kept(Instant lookedUpTo) {}

    /** @param file need not exist yet; its folder must */
    public ScheduleBook(CronSchedule schedule, Path file) {
        this.schedule = schedule;
        this.file = file;
    }

    /**
     * The trigger when a time of the schedule has passed since the last one that had a run; the same again until it is {@link #done}. A first
     * start has nothing to make up for. After the clock has been set back, times count from the new time on.
     *
     * @throws IOException if the file cannot be read or written; then nothing is due, and the next call tries again
     */
    public Optional<Trigger> due(Instant now) throws IOException {
        if (looked.isEmpty()) {
            looked = Files.exists(file)
                    ? Optional.of(JsonFile.read(file, Kept.class).lookedUpTo())
                    : Optional.of(now);
            keep(looked.get());
        }
        Instant since = looked.orElseThrow();
        if (since.isAfter(now)) {
            if (since.isAfter(now.plus(CORRECTION))) {
                LOG.warn("the clock was set back from {} to {}; the schedule continues from now on", since, now);
                keep(now);
            }
            return Optional.empty();
        }
        Optional<Instant> last = schedule.lastUpTo(now).filter(time -> time.isAfter(since));
        if (last.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Trigger.Cron(last.get(), now));
    }

    /**
     * The trigger has its run, which is kept elsewhere. A process that ends before this call gives the same trigger again.
     *
     * @throws IOException if the file cannot be written
     */
    public void done(Trigger trigger) throws IOException {
        keep(trigger.at());
    }

    /** The next time. */
    public Optional<Instant> next(Instant now) {
        return schedule.after(looked.filter(time -> time.isAfter(now)).orElse(now));
    }

    private void keep(Instant time) throws IOException {
        JsonFile.write(file, new Kept(time));
        looked = Optional.of(time);
    }
}
