// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a run, its folder and the version of its model: the UTC time at which it was asked for, with a number when that is taken.
 *
 * @param text such as {@code 20261127-223015} or {@code 20261127-223015-2}
 */
public record RunId(@JsonValue String text) implements Comparable<RunId> {
    private static final Pattern FORM = Pattern.compile("\\d{8}-\\d{6}(-\\d{1,4})?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @JsonCreator
    public RunId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not the id of a run");
        }
    }

    /** The id of this text; empty if it is none. */
    public static Optional<RunId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new RunId(text)) : Optional.empty();
    }

    /** The {@code attempt}th id, from 1, for this time. */
    static RunId of(Instant time, int attempt) {
        return new RunId(TIME.format(time) + (attempt == 1 ? "" : "-" + attempt));
    }

    private int number() {
        int second = text.indexOf('-', text.indexOf('-') + 1);
        return second < 0 ? 1 : Integer.parseInt(text.substring(second + 1));
    }

    private String time() {
        return text.substring(0, 15);
    }

    /** By time. */
    @Override
    public int compareTo(RunId other) {
        int byTime = time().compareTo(other.time());
        return byTime != 0 ? byTime : Integer.compare(number(), other.number());
    }

    @Override
    public String toString() {
        return text;
    }
}
