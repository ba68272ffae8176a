// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.importing;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.importing.UnfitWeightsException;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a file of weights that the user named. */
public final class WeightsFile {
    private WeightsFile() {}

    /** What is wanted of the file. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Checkpoint checkpoint) throws IOException, UnfitWeightsException;
    }

    /** What was left out of a file's names and entries, a line each; nothing where it was read as it is. */
    private static List<String> notes(Checkpoint checkpoint) {
        List<String> notes = new ArrayList<>();
        if (!checkpoint.prefix().isEmpty()) {
            notes.add("prefix removed from all names: \"" + checkpoint.prefix() + "\"");
        }
        if (!checkpoint.passedOver().isEmpty()) {
            notes.add("ignored, because they are not weights: " + String.join(", ", checkpoint.passedOver()));
        }
        return notes;
    }

    /**
     * Reads a file without a word about what was left out.
     *
     * @throws OperatorException naming the file, if it is missing, damaged, or not what the reader wants
     * @throws IOException if the disk fails
     */
    public static <T> T read(Path file, Reader<T> reader) throws IOException {
        return read(file, reader, note -> {});
    }

    /**
     * The same; {@code notes} hears what was left out, a line each.
     *
     * @throws OperatorException naming the file, if it is missing, damaged, or not what the reader wants
     * @throws IOException if the disk fails
     */
    public static <T> T read(Path file, Reader<T> reader, Consumer<String> notes) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new OperatorException(file + ": no such file; name a file with weights (.pth, .pt or .safetensors)");
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            T read = reader.read(checkpoint);
            notes(checkpoint).forEach(notes);
            return read;
        } catch (MalformedTensorFileException e) {
            throw new OperatorException(e.getMessage(), e);
        } catch (UnfitWeightsException | IllegalArgumentException e) {
            throw new OperatorException(file + ": " + e.getMessage(), e);
        }
    }
}
