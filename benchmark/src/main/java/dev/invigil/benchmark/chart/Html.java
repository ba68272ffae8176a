// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.Locale;

/** The little that a page needs to be written safely. */
public final class Html {
    private Html() {}

    /** Text as it is, between tags or in a quoted attribute. */
    public static String text(String raw) {
        StringBuilder safe = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** {@code Locale.ROOT} formatting: the page is the same on every machine. */
    public static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** 0.9876 as {@code 98.8}. */
    public static String percent(double fraction) {
        return format("%.1f", 100 * fraction);
    }
}
