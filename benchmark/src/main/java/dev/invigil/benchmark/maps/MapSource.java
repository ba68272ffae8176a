// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.TestImage;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Maps with their truth, from any tool. Opening one checks all that can be checked without reading the maps. */
public interface MapSource {

    /** In the order of the table. */
    List<String> classes();

    int images();

    /** What the user should know, a line each, such as masks that are missing. */
    default List<String> notes() {
        return List.of();
    }

    /**
     * Adds every image, several at once.
     *
     * @param eachImage called after each image, from any thread
     * @throws BrokenDataException listing all maps and masks that cannot be used
     */
    void feed(Evaluation evaluation, Runnable eachImage) throws BrokenDataException;

    /**
     * Opens what is there.
     *
     * @param input a {@code .safetensors} file, a folder of such files (a class each), or a folder of TIFF or NPY maps
     * @param groundTruth for a folder of maps: the MVTec tree whose {@code CLASS/ground_truth} holds the masks; the folder itself
     *     when absent
     * @throws BrokenDataException listing every problem
     * @throws IOException if the disk fails
     */
    static MapSource open(Path input, Optional<Path> groundTruth) throws BrokenDataException, IOException {
        if (!Files.exists(input)) {
            throw new BrokenDataException(
                    input, List.of("no such file; expected a .safetensors file or a folder of maps"));
        }
        if (Files.isRegularFile(input) || TensorMaps.isFolderOf(input)) {
            return TensorMaps.open(input);
        }
        return FolderMaps.open(input, groundTruth.orElse(input));
    }

    /** A map of float32 or float64, height by width. */
    static TestImage image(HostTensor map, byte[] mask) {
        return map.type() == ElementType.F64
                ? TestImage.of(map.doubles(), map.size(0), map.size(1), mask)
                : TestImage.of(map.floats(), map.size(0), map.size(1), mask);
    }
}
