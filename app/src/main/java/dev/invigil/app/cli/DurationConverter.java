// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as the configuration writes them: {@code 30m}, {@code 8h}, {@code 2d}. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d+)([smhd])");
    /** 100 years, as in the configuration. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration; write a whole number with s, m, h or d, such as 8h");
        }
        Duration unit =
                switch (form.group(2).charAt(0)) {
                    case 's' -> Duration.ofSeconds(1);
                    case 'm' -> Duration.ofMinutes(1);
                    case 'h' -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        BigInteger count = new BigInteger(form.group(1));
        if (count.compareTo(BigInteger.valueOf(LONGEST.dividedBy(unit))) > 0) {
            throw new TypeConversionException(
                    "'" + text + "' is too long a duration; write at most " + LONGEST.toDays() + "d");
        }
        return unit.multipliedBy(count.longValueExact());
    }
}
