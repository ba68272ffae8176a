// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A place in the tree of parameter names.
 *
 * @param prefix what the names here start with, empty or ending in a dot
 */
public record Scope(String prefix) {
    /** The top of the tree. */
    public static final Scope ROOT = new Scope("");

    /** The branch of that name. */
    public Scope in(String name) {
        return new Scope(prefix + name + ".");
    }

    /** The numbered branch of that name, as in {@code convs.0}. */
    public Scope in(String name, int index) {
        return in(name).in(Integer.toString(index));
    }

    /** A parameter that training changes. */
    public Parameter learned(String name, Initialiser initialiser, int... shape) {
        return new Parameter(prefix + name, boxed(shape), initialiser, true);
    }

    /** A tensor of the state that gradients do not change. */
    public Parameter buffer(String name, Initialiser initialiser, int... shape) {
        return new Parameter(prefix + name, boxed(shape), initialiser, false);
    }

    /** The values of a state that are here, under what is left of their names. */
    public Map<String, HostTensor> valuesIn(Map<String, HostTensor> state) {
        return TensorFile.of(state).under(prefix);
    }

    /** These values under their names here, in a map of their own. */
    public Map<String, HostTensor> named(Map<String, HostTensor> values) {
        Map<String, HostTensor> named = new LinkedHashMap<>();
        values.forEach((name, value) -> named.put(prefix + name, value));
        return named;
    }

    private static List<Integer> boxed(int[] shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
