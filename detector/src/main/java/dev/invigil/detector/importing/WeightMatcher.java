// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TensorHeader;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.importing.UnfitWeightsException.Difference;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A file's tensors beside the parameters of a network. Shapes are compared before any element is read. */
public final class WeightMatcher {
    private final Map<String, Parameter> expected;
    private final Map<String, TensorHeader> given = new LinkedHashMap<>();
    private final List<String> dropped = new ArrayList<>();
    private final FoldedNorms folded;

    /**
     * @param expected the network's parameters by name
     * @param isUnused whether a tensor belongs to a part of the original that this network goes without
     */
    public WeightMatcher(Map<String, Parameter> expected, Checkpoint checkpoint, Predicate<String> isUnused) {
        this.expected = expected;
        checkpoint.tensors().forEach((name, header) -> {
            if (isUnused.test(name)) {
                dropped.add(name);
            } else {
                given.put(name, header);
            }
        });
        this.folded = FoldedNorms.of(expected, given);
    }

    /** Tensors of unused parts. */
    public List<String> dropped() {
        return dropped;
    }

    /** How many batch norms had been folded into their convolutions. */
    public int unfolded() {
        return folded.count();
    }

    public Difference difference() {
        List<String> missing = new ArrayList<>();
        SortedMap<String, String> misshapen = new TreeMap<>();
        expected.forEach((name, parameter) -> {
            boolean isFolded = folded.hasNorm(name);
            TensorHeader header = given.get(isFolded ? folded.source(name).orElse(name) : name);
            if (header != null && !header.shape().equals(parameter.shape())) {
                misshapen.put(name, header.shape() + ", not " + parameter.shape());
            } else if (header == null && !isFolded && !parameter.initialiser().isFixed()) {
                missing.add(name);
            }
        });
        List<String> superfluous = given.keySet().stream()
                .filter(name -> !expected.containsKey(name) && !folded.hasBias(name))
                .toList();
        return new Difference(missing, superfluous, misshapen, List.of());
    }

    /**
     * All parameters of the network, real numbers as float32.
     *
     * @throws UnfitWeightsException if there is any difference, or an element is not a finite number
     */
    public Map<String, HostTensor> load(Checkpoint checkpoint, String network, String hint)
            throws IOException, UnfitWeightsException {
        require(difference(), network, hint);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        List<String> notNumbers = new ArrayList<>();
        for (Parameter parameter : expected.values()) {
            HostTensor value = value(checkpoint, parameter);
            if (value.type().isFloating() && !isFinite(value)) {
                notNumbers.add(parameter.name());
            }
            weights.put(parameter.name(), value);
        }
        require(new Difference(List.of(), List.of(), new TreeMap<>(), notNumbers), network, "");
        return weights;
    }

    private HostTensor value(Checkpoint checkpoint, Parameter parameter) throws IOException {
        String name = parameter.name();
        if (given.containsKey(name)) {
            HostTensor value = checkpoint.load(name);
            return value.type().isFloating() ? value.toF32() : value;
        }
        if (parameter.initialiser().isFixed()) {
            return parameter.initialiser().values(parameter.shape(), null);
        }
        String source = folded.source(name).orElse("");
        return source.isEmpty()
                ? FoldedNorms.neutral(parameter)
                : checkpoint.load(source).toF32();
    }

    private static boolean isFinite(HostTensor values) {
        for (float value : values.floats()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static void require(Difference difference, String network, String hint) throws UnfitWeightsException {
        if (!difference.isNone()) {
            throw new UnfitWeightsException(network, difference, hint);
        }
    }
}
