// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.scoring;

import dev.invigil.detector.network.Input;
import dev.invigil.detector.network.Invad;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.network.Picture;
import dev.invigil.detector.network.ResNet;
import dev.invigil.detector.network.Scope;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An encoder alone, for the pooled features of pictures: what prototypes are made from. Belongs to one thread. */
public final class PicturePooler implements AutoCloseable {
    private final Program program;
    private final int size;

    private PicturePooler(Program program, int size) {
        this.program = program;
        this.size = size;
    }

    /** The encoder of a model. */
    public static PicturePooler open(InvadModel model, ComputeDevice device) {
        return open(model.encoder(), Invad.ENCODER, model.state(), model.pictureSize(), device);
    }

    /**
     * An encoder that belongs to no model yet.
     *
     * @param weights under torchvision's names
     * @param size height and width of the pictures
     */
    public static PicturePooler open(ResNet encoder, Map<String, HostTensor> weights, int size, ComputeDevice device) {
        return open(encoder, Scope.ROOT, weights, size, device);
    }

    private static PicturePooler open(
            ResNet encoder, Scope scope, Map<String, HostTensor> state, int size, ComputeDevice device) {
        Input pictures = new Input("pictures");
        return new PicturePooler(
                Program.load(
                        ScoringProgram.of(
                                List.of(pictures),
                                List.of(ResNet.pooled(encoder.describe(Picture.normalise(pictures), scope)
                                        .layers())),
                                state,
                                preparation -> Program.evaluate(preparation, device)),
                        device),
                size);
    }

    /**
     * The pooled features of pictures, in order, as {@link InvadScorer} gives them.
     *
     * @param pictures {@code size * size * 3} bytes each: rows from the top, RGB
     * @throws IllegalArgumentException if there is none, or one has another length
     */
    public List<float[]> pool(List<byte[]> pictures) {
        HostTensor pooled =
                program.call("forward", Picture.batch(size, pictures)).get(0);
        List<float[]> separate = new ArrayList<>(pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            separate.add(pooled.part(i).floats());
        }
        return separate;
    }

    @Override
    public void close() {
        program.close();
    }
}
