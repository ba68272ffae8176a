// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.importing;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.importing.UnfitWeightsException;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads something out of a file of weights that a person named. */
public final class WeightsFile {
    private WeightsFile() {}

    /** What is wanted of the file. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Checkpoint checkpoint) throws IOException, UnfitWeightsException;
    }

    /**
     * @throws OperatorException naming the file, if it is missing, damaged, or not what the reader wants
     * @throws IOException if the disk fails
     */
    public static <T> T read(Path file, Reader<T> reader) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new OperatorException(file + ": no such file; name a file of weights (.pth, .pt or .safetensors)");
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return reader.read(checkpoint);
        } catch (MalformedTensorFileException e) {
            throw new OperatorException(e.getMessage(), e);
        } catch (UnfitWeightsException | IllegalArgumentException e) {
            throw new OperatorException(file + ": " + e.getMessage(), e);
        }
    }
}
