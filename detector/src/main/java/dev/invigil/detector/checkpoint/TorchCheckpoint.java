// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.checkpoint.Pickled.Storage;
import dev.invigil.detector.checkpoint.Pickled.Tensor;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A PyTorch file. Tensors that share a storage share its bytes here, too. */
final class TorchCheckpoint implements Checkpoint {
    /** Compression and shared storages may make tensors larger than their file, but not by any factor. */
    private static final int LARGEST_GROWTH = 8;

    private static final long SMALL = 1 << 20;

    private final Container container;
    private final StateDict<Tensor> state;
    private final Map<String, Tensor> tensors;
    private final Map<String, TensorHeader> headers = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> storages = new HashMap<>();

    private TorchCheckpoint(Container container, long fileSize, CheckpointErrors complaint)
            throws MalformedTensorFileException {
        this.container = container;
        this.state = StateDict.of(container.root(), complaint);
        this.tensors = state.tensors();
        tensors.forEach((name, tensor) -> headers.put(name, new TensorHeader(tensor.type(), tensor.sizes())));
        requireBounded(tensors.values(), fileSize, complaint);
    }

    static TorchCheckpoint open(Container container, long fileSize, CheckpointErrors complaint) throws IOException {
        try {
            return new TorchCheckpoint(container, fileSize, complaint);
        } catch (MalformedTensorFileException e) {
            container.close();
            throw e;
        }
    }

    private static void requireBounded(Collection<Tensor> tensors, long fileSize, CheckpointErrors complaint)
            throws MalformedTensorFileException {
        long allowed = LARGEST_GROWTH * fileSize + SMALL;
        long views = tensors.stream().mapToLong(Tensor::bytes).sum();
        long stored = tensors.stream()
                .map(Tensor::storage)
                .collect(Collectors.toMap(Storage::key, Storage::bytes, (one, same) -> one))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        if (Math.max(views, stored) > allowed) {
            throw complaint.of("its tensors would take " + Math.max(views, stored) + " bytes, out of a file of "
                    + fileSize + ": more than eight times as many, so the file is refused");
        }
    }

    @Override
    public Map<String, TensorHeader> tensors() {
        return Collections.unmodifiableMap(headers);
    }

    @Override
    public String prefix() {
        return state.prefix();
    }

    @Override
    public List<String> passedOver() {
        return state.passedOver();
    }

    @Override
    public HostTensor load(String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        ByteBuffer elements = tensor.elements() == 0 ? ByteBuffer.allocate(0) : elements(tensor);
        return new HostTensor(tensor.type(), tensor.sizes(), elements);
    }

    private ByteBuffer elements(Tensor tensor) throws IOException {
        ByteBuffer bytes = storages.get(tensor.storage().key());
        if (bytes == null) {
            bytes = container.read(tensor.storage());
            storages.put(tensor.storage().key(), bytes);
        }
        int width = tensor.type().bytes();
        int first = (int) (tensor.storage().first() + tensor.first()) * width;
        return tensor.isContiguous() ? bytes.slice(first, (int) tensor.bytes()) : gathered(tensor, bytes, first, width);
    }

    /** Counts through the axes like an odometer, the innermost fastest. */
    private static ByteBuffer gathered(Tensor tensor, ByteBuffer bytes, int first, int width) {
        ByteBuffer gathered = ByteBuffer.allocate((int) tensor.bytes());
        int[] index = new int[tensor.sizes().size()];
        long at = first;
        while (gathered.hasRemaining()) {
            gathered.put(gathered.position(), bytes, (int) at, width);
            gathered.position(gathered.position() + width);
            for (int axis = index.length - 1; axis >= 0; axis--) {
                long stride = tensor.strides().get(axis) * width;
                if (++index[axis] < tensor.sizes().get(axis)) {
                    at += stride;
                    break;
                }
                at -= (index[axis] - 1) * stride;
                index[axis] = 0;
            }
        }
        return gathered.flip();
    }

    @Override
    public void close() throws IOException {
        storages.clear();
        container.close();
    }
}
