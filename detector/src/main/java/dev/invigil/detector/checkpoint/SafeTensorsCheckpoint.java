// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A safetensors file. */
final class SafeTensorsCheckpoint implements Checkpoint {
    private final Map<String, HostTensor> tensors;
    private final String prefix;
    private final Map<String, TensorHeader> headers = new LinkedHashMap<>();

    private SafeTensorsCheckpoint(StateDict<HostTensor> state) {
        this.tensors = state.tensors();
        this.prefix = state.prefix();
        tensors.forEach((name, tensor) -> headers.put(name, new TensorHeader(tensor.type(), tensor.shape())));
    }

    static SafeTensorsCheckpoint open(Path file) throws IOException {
        return new SafeTensorsCheckpoint(StateDict.of(SafeTensors.read(file).tensors()));
    }

    @Override
    public String prefix() {
        return prefix;
    }

    @Override
    public List<String> passedOver() {
        return List.of();
    }

    @Override
    public Map<String, TensorHeader> tensors() {
        return Collections.unmodifiableMap(headers);
    }

    @Override
    public HostTensor load(String name) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        return tensor;
    }

    @Override
    public void close() {
        // the file was read when it was opened
    }
}
