// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import java.util.regex.Pattern;

/**
 * The form of {@code sasl.jaas.config}: a class, a flag, options, a semicolon. Kafka's own parser quotes what it cannot read, secrets included,
 * so the form is checked before Kafka sees it.
 */
final class LoginLine {
    private static final String VALUE = "(?:\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[^\\s\"';=]+)";
    private static final Pattern FORM =
            Pattern.compile("\\s*[\\w.$]+\\s+(?i:required|requisite|sufficient|optional)(?:\\s+[\\w.]+\\s*=\\s*" + VALUE
                    + ")*\\s*;\\s*");

    private LoginLine() {}

    /** Whether Kafka will be able to read it; a placeholder of a config provider counts as readable. */
    static boolean isReadable(String line) {
        return line.contains("${") || FORM.matcher(line).matches();
    }
}
