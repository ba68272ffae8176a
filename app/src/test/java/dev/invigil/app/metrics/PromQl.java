// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in an expression: the metrics, their matchers, and the labels that it groups by. */
final class PromQl {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*\\})?");
    private static final Pattern MATCHER =
            Pattern.compile("([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> WORDS = Set.of(
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "and",
            "or",
            "unless",
            "bool",
            "offset",
            "inf",
            "nan");

    /** @param operator =, !=, =~ or !~ */
    record Matching(String label, String operator, String value) {}

    /** @param text as it stands in the expression */
    record Selector(String metric, List<Matching> matchings, String text) {}

    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupedBy = new TreeSet<>();

    private PromQl() {}

    static PromQl of(String expression) {
        PromQl names = new PromQl();
        Matcher grouping = GROUPING.matcher(expression);
        StringBuilder rest = new StringBuilder();
        while (grouping.find()) {
            for (String label : grouping.group(1).split(",")) {
                if (!label.isBlank()) {
                    names.groupedBy.add(label.trim());
                }
            }
            grouping.appendReplacement(rest, " ");
        }
        grouping.appendTail(rest);
        String text = rest.toString().replaceAll("\\[[^\\]]*\\]", " ").replaceAll("offset\\s+\\w+", " ");
        Matcher found = SELECTOR.matcher(text);
        int end = 0;
        while (found.find()) {
            boolean isCall = text.substring(found.end()).stripLeading().startsWith("(");
            if (found.start() >= end && !WORDS.contains(found.group(1)) && !isCall && !inString(text, found.start())) {
                names.selectors.add(new Selector(
                        found.group(1), matchings(found.group(2)), found.group().trim()));
            }
            end = found.end();
        }
        return names;
    }

    private static boolean inString(String text, int position) {
        return STRING.matcher(text).results().anyMatch(string -> string.start() < position && position < string.end());
    }

    private static List<Matching> matchings(String braces) {
        return braces == null
                ? List.of()
                : MATCHER.matcher(braces)
                        .results()
                        .map(match -> new Matching(match.group(1), match.group(2), match.group(3)))
                        .toList();
    }

    List<Selector> selectors() {
        return selectors;
    }

    /** What is wrong with the names, by the metrics there are; empty when nothing is. */
    List<String> problems(Map<String, Set<String>> series, Map<String, Map<String, Set<String>>> values) {
        List<String> problems = new ArrayList<>();
        Set<String> labels = new LinkedHashSet<>();
        for (Selector selector : selectors) {
            Set<String> known = series.get(selector.metric());
            if (known == null) {
                problems.add("there is no metric " + selector.metric());
                continue;
            }
            labels.addAll(known);
            for (Matching matching : selector.matchings()) {
                if (!known.contains(matching.label())) {
                    problems.add(selector.metric() + " has no label " + matching.label());
                }
                Set<String> fixed =
                        values.getOrDefault(selector.metric(), Map.of()).get(matching.label());
                for (String value : matching.value().split("\\|")) {
                    if (fixed != null && value.matches("[a-z0-9_]+") && !fixed.contains(value)) {
                        problems.add(selector.metric() + " has no " + matching.label() + " " + value + ", only "
                                + new TreeSet<>(fixed));
                    }
                }
            }
        }
        groupedBy.stream()
                .filter(label -> !labels.contains(label))
                .forEach(label -> problems.add("no metric of the expression has the label " + label));
        return problems;
    }
}
