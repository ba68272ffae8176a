// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a weights file by name. The prefixes {@code module.}, {@code _orig_mod.}, {@code model.}, {@code backbone.} and
 * {@code net.}, alone or one after the other, are left out where all names begin with them. Elements of a PyTorch file are read
 * when they are asked for.
 *
 * <p>Files are PyTorch's {@code torch.save} of a state dict, bare or inside a dictionary under a usual name ({@code net},
 * {@code state_dict}, {@code model}, …), in the zip format or in the one before PyTorch 1.6, or safetensors; the content tells
 * which. Opening any file needs bounded memory and time, and the tensors together take at most eight times the
 * file's size: a small file cannot be a large model.
 */
public sealed interface Checkpoint extends Closeable permits TorchCheckpoint, SafeTensorsCheckpoint {
    /**
     * Opens a file, which must not change while it is open.
     *
     * @throws MalformedTensorFileException if it is none of these, damaged, or asks for anything but tensors
     */
    static Checkpoint open(Path file) throws IOException {
        CheckpointErrors complaint = new CheckpointErrors(file.toString());
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(Signature.BYTES);
        }
        return switch (Signature.of(start)) {
            case ZIP -> TorchCheckpoint.open(ZipContainer.open(file, complaint), Files.size(file), complaint);
            case PICKLE -> TorchCheckpoint.open(LegacyContainer.open(file, complaint), Files.size(file), complaint);
            case SAFE_TENSORS -> SafeTensorsCheckpoint.open(file);
            case UNKNOWN ->
                throw new MalformedTensorFileException(
                        file + " is neither a PyTorch checkpoint (.pth, .pt) nor a safetensors file");
        };
    }

    /** What stood before all names of the file and was left out; may be empty. */
    String prefix();

    /** Entries beside the weights that are objects of other classes, each with its class; they were not built. */
    List<String> passedOver();

    /** What there is, in the file's order. */
    Map<String, TensorHeader> tensors();

    /**
     * Reads a tensor's elements.
     *
     * @throws MalformedTensorFileException if they are not there or do not fit their checksum
     * @throws IllegalArgumentException if there is no tensor of that name
     */
    HostTensor load(String name) throws IOException;

    /** Reads these tensors, in the order of their names here. */
    default Map<String, HostTensor> load(Collection<String> names) throws IOException {
        Map<String, HostTensor> loaded = new LinkedHashMap<>();
        for (String name : names) {
            loaded.put(name, load(name));
        }
        return loaded;
    }
}
