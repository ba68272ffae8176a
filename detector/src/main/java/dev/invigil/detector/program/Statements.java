// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.graph.Constant;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Operation;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes terms as TorchScript, one statement per operation, each term once. What has a value already becomes an attribute of the module
 * under construction.
 */
final class Statements {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)}");

    private final Function<Term, HostTensor> values;
    private final Function<Operation, String> code;
    private final Map<Term, String> names = new HashMap<>();
    private final Map<String, Archive.Attribute> attributes = new LinkedHashMap<>();
    private final List<Input> inputs = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private int results;

    /**
     * @param values the value of a term that is to be an attribute; null for one that the program computes
     * @param code the expression of an operation
     */
    Statements(Function<Term, HostTensor> values, Function<Operation, String> code) {
        this.values = values;
        this.code = code;
    }

    /** Writes what {@code terms} need and returns their names. */
    List<String> write(Collection<? extends Term> terms) {
        for (Term root : terms) {
            Deque<Term> open = new ArrayDeque<>(List.of(root));
            while (!open.isEmpty()) {
                Term term = open.peek();
                if (names.containsKey(term)) {
                    open.pop();
                } else if (!pushMissingOperands(term, open)) {
                    open.pop();
                    names.put(term, name(term));
                }
            }
        }
        return terms.stream().map(names::get).toList();
    }

    private boolean pushMissingOperands(Term term, Deque<Term> open) {
        boolean missing = false;
        if (term instanceof Operation operation && values.apply(term) == null) {
            for (int i = operation.operands().size() - 1; i >= 0; i--) {
                if (!names.containsKey(operation.operands().get(i))) {
                    open.push(operation.operands().get(i));
                    missing = true;
                }
            }
        }
        return missing;
    }

    private String name(Term term) {
        HostTensor value = values.apply(term);
        if (value != null) {
            boolean learned = term instanceof Parameter parameter && parameter.learned();
            String name = term instanceof Parameter parameter ? identifier(parameter) : "constant" + attributes.size();
            Archive.Attribute other = attributes.putIfAbsent(name, new Archive.Attribute(name, value, learned));
            if (other != null && !other.value().equals(value)) {
                throw new IllegalStateException("two parameters would both be called " + name);
            }
            return "self." + name;
        }
        if (term instanceof Input input) {
            inputs.add(input);
            return input.name();
        }
        if (term instanceof Constant constant) {
            String name = "constant" + attributes.size();
            attributes.put(name, new Archive.Attribute(name, constant.value(), false));
            return "self." + name;
        }
        if (term instanceof Operation operation) {
            String name = "x" + results++;
            statement("%s = %s".formatted(name, expression(operation)));
            return name;
        }
        throw new IllegalArgumentException("no value for " + ((Parameter) term).name());
    }

    private String expression(Operation operation) {
        return PLACE.matcher(code.apply(operation))
                .replaceAll(place -> Matcher.quoteReplacement(
                        names.get(operation.operands().get(Integer.parseInt(place.group(1))))));
    }

    /** The expression with its operands taken in one type, and its result given in another; both by PyTorch's numbers. */
    static String throughout(String expression, int operands, int result) {
        return "torch.to(%s, %d)"
                .formatted(PLACE.matcher(expression).replaceAll("torch.to({$1}, " + operands + ")"), result);
    }

    /** Appends a statement of the caller's own. */
    void statement(String text) {
        body.append("    ").append(text).append('\n');
    }

    /** The attribute's name of a parameter. */
    static String identifier(Parameter parameter) {
        return parameter.name().replace('.', '_');
    }

    /** The statements so far. */
    String body() {
        return body.toString();
    }

    /** The attributes that the statements so far read. */
    List<Archive.Attribute> attributes() {
        return List.copyOf(attributes.values());
    }

    /** The inputs that the statements so far read, in the order of their first use. */
    List<Input> inputs() {
        return List.copyOf(inputs);
    }

    /** A method with this body, tensors as arguments. */
    static String method(String name, List<String> arguments, String resultType, String body) {
        StringBuilder text = new StringBuilder("  def %s(self: __torch__.M".formatted(name));
        arguments.forEach(argument -> text.append(",\n    ").append(argument));
        return text.append(") -> ")
                .append(resultType)
                .append(":\n")
                .append(body)
                .toString();
    }
}
