// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 512B}, {@code 64KiB}, {@code 16MiB}, {@code 2GiB}. */
public record DataSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)");

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size must not be negative, but is " + bytes);
        }
    }

    public static DataSize mebibytes(long n) {
        return new DataSize(Math.multiplyExact(n, 1L << 20));
    }

    /** Reads the text form. */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a size; write a whole number with B, KiB, MiB or GiB, such as 16MiB");
        }
        long factor =
                switch (matcher.group(2)) {
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> 1L;
                };
        return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    }

    /** For interfaces that count bytes in 32 bits. */
    public int toInt() {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(this + " is more than 2 GiB");
        }
        return (int) bytes;
    }

    public DataSize plus(DataSize other) {
        return new DataSize(Math.addExact(bytes, other.bytes));
    }

    @Override
    public String toString() {
        if (bytes != 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "GiB";
        }
        if (bytes != 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        if (bytes != 0 && bytes % (1L << 10) == 0) {
            return (bytes >> 10) + "KiB";
        }
        return bytes + "B";
    }
}
