// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.Locale;

/** Numbers as text, the same on every machine. */
public final class Figures {
    private Figures() {}

    /** {@link String#format} in {@code Locale.ROOT}. */
    public static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** 0.9876 as {@code 98.8}. */
    public static String percent(double fraction) {
        return format("%.1f", 100 * fraction);
    }

    /** 0.0123 as {@code +1.2}, for differences of fractions in percentage points; zero has no sign. */
    public static String points(double fraction) {
        String digits = format("%+.1f", 100 * fraction);
        return digits.equals("-0.0") || digits.equals("+0.0") ? "0.0" : digits.replace('-', '−');
    }
}
