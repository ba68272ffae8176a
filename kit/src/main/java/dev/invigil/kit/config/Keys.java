// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How names are written: {@code maxWait} in Java, {@code max-wait} in the file, {@code MAX_WAIT} in the environment. */
final class Keys {
    static final String ENVIRONMENT_PREFIX = "INVIGIL";

    private Keys() {}

    static String ofComponent(String component) {
        return component.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    static String variable(String prefix, String key) {
        return prefix + "_" + key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    static String path(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    /** The known key that was probably meant. */
    static Optional<String> nearest(String key, Collection<String> known) {
        String plain = plain(key);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))))
                .filter(candidate -> distance(plain, plain(candidate)) <= Math.max(1, candidate.length() / 3));
    }

    private static String plain(String key) {
        return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
