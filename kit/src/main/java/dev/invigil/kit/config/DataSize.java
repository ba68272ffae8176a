// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, 0 to {@link Long#MAX_VALUE}, written {@code 512B}, {@code 64KiB}, {@code 16MiB}, {@code 2GiB}. */
public record DataSize(long bytes) {
    private static final String FORM = "a whole number with B, KiB, MiB or GiB, such as 16MiB";
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Pattern TEXT = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB)");

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size must not be negative, but is " + bytes);
        }
    }

    public static DataSize mebibytes(long n) {
        return new DataSize(Math.multiplyExact(n, 1L << 20));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with the correct form when the text is not a size, or with the largest size when it is larger
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size; write " + FORM);
        }
        long factor =
                switch (matcher.group(2)) {
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> 1L;
                };
        BigInteger size = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(factor));
        if (size.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is too large a size; write at most " + (Long.MAX_VALUE >> 30) + "GiB as " + FORM);
        }
        return new DataSize(size.longValueExact());
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
