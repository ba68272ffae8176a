// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.encoder.VisionTransformer;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random weights of a vision transformer under DINOv2's names: patches of 8 pixels, two blocks. */
final class SmallTransformer {
    private SmallTransformer() {}

    static Path write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        new VisionTransformer(8, 64, 1, 4, List.of(1))
                .parameters()
                .forEach((name, parameter) ->
                        weights.put(name, parameter.initialiser().values(parameter.shape(), random)));
        SafeTensors.write(file, TensorFile.of(weights));
        return file;
    }
}
