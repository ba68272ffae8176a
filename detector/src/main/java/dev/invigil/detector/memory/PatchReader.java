// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.memory.MemoryShape.Image;
import dev.invigil.detector.memory.ProductMemory.Addition;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Looks at images and chooses what is remembered of each. Belongs to one thread. */
final class PatchReader implements AutoCloseable {
    private final Program program;
    private final Preprocessing preprocessing;
    private final int rowsPerImage;

    /**
     * @param weights the encoder's, under the state's names
     * @param rowsPerImage the most that is remembered of an image
     */
    PatchReader(
            PatchFeatures features,
            Map<String, HostTensor> weights,
            Preprocessing preprocessing,
            int rowsPerImage,
            ComputeDevice device) {
        this.preprocessing = preprocessing;
        this.rowsPerImage = rowsPerImage;
        Input images = new Input("images");
        Term patches = MemoryFamily.patches(
                features.describe(preprocessing.normalise(images), preprocessing.height(), preprocessing.width()));
        this.program = Program.load(
                ScoringProgram.of(
                        List.of(images), List.of(patches), weights, archive -> Program.evaluate(archive, device)),
                device);
    }

    /**
     * What each of some images adds to a memory.
     *
     * @param images prepared
     * @param origins of them, in the same order
     */
    List<Addition> read(List<RgbImage> images, List<Image> origins) {
        HostTensor patches =
                program.call("forward", preprocessing.batch(images)).get(0);
        return IntStream.range(0, images.size())
                .parallel()
                .mapToObj(i -> addition(origins.get(i), images.get(i), patches.part(i)))
                .toList();
    }

    private Addition addition(Image origin, RgbImage image, HostTensor patches) {
        int channels = patches.size(1);
        float[] all = patches.floats();
        int[] places = RowSelection.of(all, channels, rowsPerImage, Arrays.hashCode(image.rgb()));
        float[] rows = new float[places.length * channels];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(all, places[i] * channels, rows, i * channels, channels);
        }
        return new Addition(
                origin, places, HostTensor.of(rows, places.length, channels).toF16());
    }

    @Override
    public void close() {
        program.close();
    }
}
