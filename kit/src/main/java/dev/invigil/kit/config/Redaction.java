// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Replaces the secrets of this process in its output: error messages, stack traces, logs. Libraries quote configuration that they
 * cannot parse, so their messages must be redacted, too.
 *
 * <p>There is one register per process. Code that reads a secret from the configuration registers it here.
 */
public final class Redaction {
    /** Replaces a secret in the output. */
    public static final String MARK = "***";

    /** Shorter words are not replaced: they occur in ordinary text. */
    private static final int SHORTEST = 4;

    private static final Pattern SEPARATORS = Pattern.compile("[\\s\"'=;,]+");
    /** Words of a login configuration that are not secret and that its error messages need. */
    private static final Set<String> PUBLIC_WORDS = Set.of(
            "required",
            "requisite",
            "sufficient",
            "optional",
            "username",
            "password",
            "serviceName",
            "useKeyTab",
            "storeKey",
            "keyTab",
            "principal",
            "true",
            "false",
            "clientId",
            "clientSecret",
            "scope");

    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

    private Redaction() {}

    /** Registers a secret as a whole, and each of its lines. */
    public static void register(String secret) {
        add(secret.strip());
        secret.lines().map(String::strip).forEach(Redaction::add);
    }

    private static void add(String secret) {
        if (secret.length() >= SHORTEST) {
            SECRETS.add(secret);
        }
    }

    /**
     * Registers a text that has secrets in it, such as a line of JAAS: as a whole, and each of its words, since a parser that fails quotes
     * the word at which it failed. Names of Java classes and the words of JAAS itself are not secret.
     */
    public static void registerWords(String text) {
        register(text);
        for (String word : SEPARATORS.split(text)) {
            if (!PUBLIC_WORDS.contains(word) && !word.endsWith("LoginModule")) {
                register(word);
            }
        }
    }

    /** The text with each registered secret replaced by {@link #MARK}. */
    public static String of(String text) {
        String clean = text;
        // the longest first: a secret may be part of another
        List<String> secrets = SECRETS.stream()
                .filter(text::contains)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String secret : secrets) {
            clean = clean.replace(secret, MARK);
        }
        return clean;
    }
}
