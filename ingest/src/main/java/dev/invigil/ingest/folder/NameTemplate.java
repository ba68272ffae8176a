// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with a pattern's variables in it, for example <code>{kind}-{part}</code>, or a fixed text without any. */
public final class NameTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

    private final String text;

    private NameTemplate(String text) {
        this.text = text;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when it uses a variable that the pattern does not have
     */
    public static NameTemplate parse(String text, PathPattern pattern) {
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            if (!pattern.has(matcher.group(1))) {
                throw new IllegalArgumentException("\"" + text + "\" uses {" + matcher.group(1)
                        + "}, which is not a variable of the pattern \"" + pattern + "\"");
            }
        }
        return new NameTemplate(text);
    }

    /** The text with every variable replaced by its value. */
    public String fill(Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(values.get(match.group(1))));
    }
}
