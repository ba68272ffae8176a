// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Times by a cron expression of five fields: minute, hour, day of month, month, day of week. Immutable. */
public final class CronSchedule {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final String expression;
    private final ZoneId zone;
    private final ExecutionTime times;

    private CronSchedule(String expression, ZoneId zone, ExecutionTime times) {
        this.expression = expression;
        this.zone = zone;
        this.times = times;
    }

    /**
     * Parses an expression.
     *
     * @param zone in which its hours are meant
     * @throws IllegalArgumentException if it is not a cron expression, with an example
     */
    public static CronSchedule of(String expression, ZoneId zone) {
        try {
            return new CronSchedule(
                    expression,
                    zone,
                    ExecutionTime.forCron(PARSER.parse(expression).validate()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + expression + "\" is not a cron expression of five fields (" + e.getMessage()
                            + "); write minute, hour, day of month, month and day of week, such as \"30 2 * * 1-5\"",
                    e);
        }
    }

    /** The first time of the schedule after this one; empty if there is none. */
    public Optional<Instant> after(Instant time) {
        return times.nextExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
    }

    /** The last time of the schedule at or before this one; empty if there is none. */
    public Optional<Instant> lastUpTo(Instant time) {
        ZonedDateTime local = time.atZone(zone);
        return times.isMatch(local) && local.getSecond() == 0 && local.getNano() == 0
                ? Optional.of(time)
                : times.lastExecution(local).map(ZonedDateTime::toInstant);
    }

    @Override
    public String toString() {
        return expression + " (" + zone + ")";
    }
}
