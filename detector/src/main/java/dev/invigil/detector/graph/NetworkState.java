// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The parameters that a network is made of: found in its description, randomly initialised, or read from a file. */
public final class NetworkState {
    private NetworkState() {}

    /** All parameters that {@code outputs} are computed with, by name. */
    public static Map<String, Parameter> parameters(Collection<? extends Term> outputs) {
        Map<String, Parameter> found = new TreeMap<>();
        Set<Term> seen = new HashSet<>();
        Deque<Term> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            Term term = open.pop();
            if (!seen.add(term)) {
                continue;
            }
            if (term instanceof Parameter parameter) {
                found.put(parameter.name(), parameter);
            } else if (term instanceof Operation operation) {
                open.addAll(operation.operands());
            }
        }
        return found;
    }

    /** Initialises all parameters randomly; equal seeds give equal values. */
    public static Map<String, HostTensor> initial(Collection<? extends Term> outputs, RandomGenerator random) {
        Map<String, HostTensor> values = new LinkedHashMap<>();
        parameters(outputs)
                .forEach((name, parameter) ->
                        values.put(name, parameter.initialiser().values(parameter.shape(), random)));
        return values;
    }

    /**
     * The network's parameters out of {@code given}, which may hold more. Halves become floats; what is the same in every model may
     * be missing.
     *
     * @throws IllegalArgumentException naming what is missing or has another shape than the network needs
     */
    public static Map<String, HostTensor> select(Collection<? extends Term> outputs, Map<String, HostTensor> given) {
        Map<String, HostTensor> values = new LinkedHashMap<>();
        Map<String, String> wrong = new TreeMap<>();
        parameters(outputs).forEach((name, parameter) -> {
            HostTensor value = given.get(name);
            if (value == null && parameter.initialiser().isFixed()) {
                value = parameter.initialiser().values(parameter.shape(), null);
            }
            if (value == null) {
                wrong.put(name, "is missing");
            } else if (!value.shape().equals(parameter.shape())) {
                wrong.put(name, "has shape " + value.shape() + ", not " + parameter.shape());
            } else {
                values.put(name, value.type().isFloating() ? value.toF32() : value);
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("the weights do not fit the network: "
                    + wrong.entrySet().stream()
                            .limit(5)
                            .map(e -> e.getKey() + " " + e.getValue())
                            .collect(Collectors.joining("; "))
                    + (wrong.size() > 5 ? "; and " + (wrong.size() - 5) + " more" : ""));
        }
        return values;
    }
}
