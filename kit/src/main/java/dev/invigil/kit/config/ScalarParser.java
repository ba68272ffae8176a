// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text to typed values; each parser throws {@link IllegalArgumentException} with what is wrong and how to write it. */
final class ScalarParser {
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final String DURATION_FORM = "a whole number with ms, s, m, h or d, such as 100ms";
    /** 100 years: twice this still fits into a {@code long} of nanoseconds, with which waits are computed. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(int.class, ScalarParser::integer),
            Map.entry(Integer.class, ScalarParser::integer),
            Map.entry(long.class, ScalarParser::longInteger),
            Map.entry(Long.class, ScalarParser::longInteger),
            Map.entry(double.class, ScalarParser::number),
            Map.entry(Double.class, ScalarParser::number),
            Map.entry(boolean.class, ScalarParser::bool),
            Map.entry(Boolean.class, ScalarParser::bool),
            Map.entry(Duration.class, ScalarParser::duration),
            Map.entry(DataSize.class, DataSize::parse),
            Map.entry(Path.class, ScalarParser::path),
            Map.entry(URI.class, ScalarParser::uri));

    private ScalarParser() {}

    /** The parser for a type, if it is one of the plain ones. */
    static Optional<Function<String, Object>> of(Class<?> type) {
        if (type.isEnum()) {
            return Optional.of(text -> constant(type, text));
        }
        return Optional.ofNullable(PARSERS.get(type));
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a duration; write " + DURATION_FORM);
        }
        Duration unit =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(1);
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    case "h" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        BigInteger count = new BigInteger(matcher.group(1));
        if (count.compareTo(BigInteger.valueOf(LONGEST.dividedBy(unit))) > 0) {
            throw new IllegalArgumentException(quoted(text) + " is too long a duration; write at most "
                    + LONGEST.toDays() + "d as " + DURATION_FORM);
        }
        return unit.multipliedBy(count.longValueExact());
    }

    private static Object integer(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(quoted(text) + " is not a whole number", e);
        }
    }

    private static Object longInteger(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(quoted(text) + " is not a whole number", e);
        }
    }

    private static Object number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException(quoted(text) + " is not a number");
    }

    private static Object bool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is neither true nor false");
        };
    }

    private static Object path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty; write a path");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(quoted(text) + " is not a path: " + e.getReason(), e);
        }
    }

    private static Object uri(String text) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(quoted(text) + " is not a URI", e);
        }
    }

    /** Constants are written in the file as {@code K_OF_N}, {@code k-of-n} or {@code k_of_n}. */
    private static Object constant(Class<?> type, String text) {
        String wanted = text.strip().replace('-', '_').toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(quoted(text) + " is not one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> ((Enum<?>) constant)
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                                .collect(Collectors.joining(", "))));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
