// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A sound file whose tensors are not those of the network. The message counts what is wrong, names the first modules and the remedy;
 * {@link #difference} has all of it.
 */
public final class UnfitWeightsException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 4;

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

        public boolean isNone() {
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
        list(text, "with elements that are not finite numbers", grouped(difference.notNumbers));
        return text.append(remedy(difference, hint)).toString();
    }

    private static void list(StringBuilder text, String what, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        text.append("\n  ").append(what);
        if (lines.size() > SHOWN) {
            text.append(", ").append(lines.size()).append(" in all, such as");
        }
        text.append(':');
        lines.stream().limit(SHOWN).forEach(line -> text.append("\n    ").append(line));
    }

    private static String remedy(Difference difference, String hint) {
        if (difference.missing.isEmpty() && difference.superfluous.isEmpty() && difference.misshapen.isEmpty()) {
            return "";
        }
        if (!hint.isEmpty()) {
            return "\n  Choose that network with --arch and --detector.";
        }
        return commonScope(difference.superfluous)
                .filter(scope -> !difference.missing.isEmpty())
                .map(scope -> "\n  Names that begin with \"" + scope
                        + "\" are not known here; save the state_dict() of that module only.")
                .orElse(
                        "\n  The file must contain the state_dict() of exactly this network, with the names of torchvision (encoder) and"
                                + " ADer (detector). Check --arch and --detector.");
    }

    /** What all of these names have before their first dot. */
    private static Optional<String> commonScope(List<String> names) {
        Set<String> scopes = names.stream()
                .map(name -> name.substring(0, name.indexOf('.') + 1))
                .collect(Collectors.toSet());
        return scopes.size() == 1 && names.size() > SHOWN
                ? scopes.stream().filter(scope -> !scope.isEmpty()).findFirst()
                : Optional.empty();
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
