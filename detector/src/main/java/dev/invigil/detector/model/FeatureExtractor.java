// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The features of whole images, without their maps: what prototypes are made from. Belongs to one thread. */
public final class FeatureExtractor implements AutoCloseable {
    private final Program program;
    private final Preprocessing preprocessing;

    private FeatureExtractor(Program program, Preprocessing preprocessing) {
        this.program = program;
        this.preprocessing = preprocessing;
    }

    /** The features of a network that {@code features} describes. */
    static FeatureExtractor open(
            Preprocessing preprocessing,
            Input images,
            Term features,
            Map<String, HostTensor> state,
            ComputeDevice device) {
        return new FeatureExtractor(
                Program.load(
                        ScoringProgram.of(
                                List.of(images),
                                List.of(features),
                                state,
                                preparation -> Program.evaluate(preparation, device)),
                        device),
                preprocessing);
    }

    /**
     * The pooled features of an encoder that belongs to no model yet.
     *
     * @param weights under the names of the encoder's publisher
     */
    public static FeatureExtractor open(
            Encoder encoder, Map<String, HostTensor> weights, Preprocessing preprocessing, ComputeDevice device) {
        Input images = new Input("images");
        Term features = Encoder.pooled(encoder.features(
                preprocessing.normalise(images), Scope.ROOT, preprocessing.height(), preprocessing.width()));
        return open(preprocessing, images, features, weights, device);
    }

    /** How images are prepared. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /**
     * The features of images, in order, as {@link OpenDetector} gives them.
     *
     * @param images prepared
     * @throws IllegalArgumentException if there is none, or one has another size
     */
    public List<float[]> features(List<RgbImage> images) {
        HostTensor features =
                program.call("forward", preprocessing.batch(images)).get(0);
        List<float[]> separate = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            separate.add(features.part(i).floats());
        }
        return separate;
    }

    @Override
    public void close() {
        program.close();
    }
}
