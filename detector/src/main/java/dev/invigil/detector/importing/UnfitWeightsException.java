// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A sound file whose tensors are not those of the network. The message lists all that are wrong, by module. */
public final class UnfitWeightsException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Difference difference;

    UnfitWeightsException(String network, Difference difference, String hint) {
        super(message(network, difference, hint));
        this.difference = difference;
    }

    /**
     * What is wrong, by the tensors' names.
     *
     * @param missing the network needs them
     * @param superfluous the network has no place for them
     * @param misshapen by name, what is wrong with their shape
     * @param notNumbers with elements that are infinite or not a number
     */
    public record Difference(
            List<String> missing,
            List<String> superfluous,
            SortedMap<String, String> misshapen,
            List<String> notNumbers) {
        public Difference {
            missing = List.copyOf(missing);
            superfluous = List.copyOf(superfluous);
            misshapen = new TreeMap<>(misshapen);
            notNumbers = List.copyOf(notNumbers);
        }

        boolean isNone() {
            return missing.isEmpty() && superfluous.isEmpty() && misshapen.isEmpty() && notNumbers.isEmpty();
        }
    }

    /** What is wrong, tensor by tensor. */
    public Difference difference() {
        return difference;
    }

    private static String message(String network, Difference difference, String hint) {
        StringBuilder text = new StringBuilder("these are not the weights of ")
                .append(network)
                .append(hint);
        list(text, "missing", grouped(difference.missing));
        list(text, "superfluous", grouped(difference.superfluous));
        list(
                text,
                "of another shape",
                difference.misshapen.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .toList());
        list(text, "with elements that are no finite numbers", grouped(difference.notNumbers));
        return text.toString();
    }

    private static void list(StringBuilder text, String what, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n  ").append(what).append(':');
            lines.forEach(line -> text.append("\n    ").append(line));
        }
    }

    /** A line for each module: {@code layer1.0.bn1: bias, weight}. */
    static List<String> grouped(Collection<String> names) {
        SortedMap<String, TreeSet<String>> modules = new TreeMap<>();
        for (String name : names) {
            int dot = name.lastIndexOf('.');
            String module = dot < 0 ? "" : name.substring(0, dot);
            modules.computeIfAbsent(module, m -> new TreeSet<>()).add(name.substring(dot + 1));
        }
        return modules.entrySet().stream()
                .map(module -> (module.getKey().isEmpty() ? "" : module.getKey() + ": ")
                        + String.join(", ", module.getValue()))
                .toList();
    }
}
