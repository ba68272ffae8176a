// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern over the path of a file below its folder, with {@code /} as the separator on every platform: for example
 * <code>{product}/test/*&#47;{part}.*</code>.
 *
 * <ul>
 *   <li><code>{name}</code> matches one or more characters except {@code /} and assigns them to that variable, as few as possible;
 *   <li>{@code *} matches zero or more characters except {@code /};
 *   <li>{@code **} as a whole element matches zero or more directories;
 *   <li>everything else matches itself.
 * </ul>
 */
public final class PathPattern {

    private static final Pattern VARIABLE_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");

    private final String text;
    private final Pattern regex;
    /** Variable name to its capturing group. */
    private final Map<String, Integer> variables;

    private PathPattern(String text, Pattern regex, Map<String, Integer> variables) {
        this.text = text;
        this.regex = regex;
        this.variables = variables;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it is not a valid pattern; the message says where and why
     */
    public static PathPattern parse(String text) {
        if (text.isBlank() || text.startsWith("/") || text.endsWith("/") || text.contains("//")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a relative file path");
        }
        StringBuilder regex = new StringBuilder();
        Map<String, Integer> variables = new LinkedHashMap<>();
        String[] elements = text.split("/", -1);
        for (int i = 0; i < elements.length; i++) {
            boolean last = i == elements.length - 1;
            if (elements[i].equals("**")) {
                regex.append(last ? ".+" : "(?:[^/]+/)*");
            } else {
                element(elements[i], regex, variables);
                regex.append(last ? "" : "/");
            }
        }
        return new PathPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL), Map.copyOf(variables));
    }

    private static void element(String element, StringBuilder regex, Map<String, Integer> variables) {
        int at = 0;
        while (at < element.length()) {
            char c = element.charAt(at);
            if (c == '{') {
                int end = element.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException("\"" + element + "\" has a { without a closing }");
                }
                String name = element.substring(at + 1, end);
                if (!VARIABLE_NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException("{" + name
                            + "} is not a valid variable name; use letters and digits, starting with a letter");
                }
                if (variables.putIfAbsent(name, variables.size() + 1) != null) {
                    throw new IllegalArgumentException("{" + name + "} occurs twice; use * in one of the places");
                }
                regex.append("([^/]+?)");
                at = end + 1;
            } else if (c == '*') {
                regex.append("[^/]*");
                at++;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
                at++;
            }
        }
    }

    /** The variables' values when the whole path matches. */
    public Optional<Map<String, String>> match(String relativePath) {
        Matcher matcher = regex.matcher(relativePath);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        variables.forEach((name, group) -> values.put(name, matcher.group(group)));
        return Optional.of(values);
    }

    /** Whether the pattern has a variable of this name. */
    public boolean has(String variable) {
        return variables.containsKey(variable);
    }

    @Override
    public String toString() {
        return text;
    }
}
