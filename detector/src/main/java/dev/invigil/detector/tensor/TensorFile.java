// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a safetensors file holds: tensors by name, and free text about them.
 *
 * @param tensors by name, in the order given
 * @param metadata the file's {@code __metadata__}, empty when it has none
 */
public record TensorFile(Map<String, HostTensor> tensors, Map<String, String> metadata) {
    public TensorFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** Tensors without metadata. */
    public static TensorFile of(Map<String, HostTensor> tensors) {
        return new TensorFile(tensors, Map.of());
    }

    /**
     * The tensor of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public HostTensor tensor(String name) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        return tensor;
    }

    /** The tensors whose names start with {@code prefix}, under what is left of their names. */
    public Map<String, HostTensor> under(String prefix) {
        Map<String, HostTensor> found = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), tensor);
            }
        });
        return found;
    }
}
