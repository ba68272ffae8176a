// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The transformer against tokens of another implementation, and against plain loops. */
class VisionTransformerParityTest {
    private static final Pattern BLOCK = Pattern.compile("block(\\d+)_(\\d+)");

    @Test
    void shouldComputeTheTokensOfDinov2() {
        Optional<Path> file = Fixtures.shared("data/backbones/dinov2_vits14.safetensors");
        Optional<Path> reference = Fixtures.shared("data/backbones/dinov2_vits14_reference.safetensors");
        assumeTrue(file.isPresent() && reference.isPresent(), "no pretrained DINOv2 ViT-S/14");
        Map<String, HostTensor> weights = Fixtures.read(file.orElseThrow()).tensors();
        TensorFile want = Fixtures.read(reference.orElseThrow());
        Encoder found = Encoders.of(weights, false);
        assertThat(found).isEqualTo(VisionTransformer.DINOV2_SMALL).isEqualTo(Encoders.known("dinov2_vits14"));

        int compared = 0;
        for (String input : List.of("input_224", "input_392")) {
            HostTensor image = want.tensor(input);
            String size = input.substring("input_".length());
            List<HostTensor> tokens =
                    tokens((VisionTransformer) found, weights, image.reshape(1, image.size(0), image.size(1), 3));
            for (String name : want.tensors().keySet()) {
                Matcher block = BLOCK.matcher(name);
                if (block.matches() && block.group(2).equals(size)) {
                    HostTensor got = tokens.get(Integer.parseInt(block.group(1)));
                    Expected.close(name, got.part(0), want.tensor(name), 2e-3, 1e-3);
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(5);
    }

    @Test
    void shouldComputeWhatPlainLoopsCompute() {
        VisionTransformer network = new VisionTransformer(4, 12, 3, 5, List.of(0, 1));
        Map<String, HostTensor> weights = random(network, 7);
        int height = 12;
        int width = 28;
        byte[] pixels = new byte[height * width * 3];
        new SplittableRandom(3).nextBytes(pixels);
        HostTensor image = HostTensor.of(pixels, List.of(1, height, width, 3));

        List<HostTensor> got = tokens(network, weights, image);
        List<double[][]> want = new PlainTransformer(network, weights).tokens(image);

        for (int block = 0; block < 2; block++) {
            double[][] tokens = want.get(block);
            float[] flat = new float[tokens.length * tokens[0].length];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = (float) tokens[i / tokens[0].length][i % tokens[0].length];
            }
            Expected.close(
                    "block " + block,
                    got.get(block),
                    HostTensor.of(flat, 1, tokens.length, tokens[0].length),
                    1e-4,
                    1e-4);
        }
    }

    @Test
    void shouldGiveThePatchesAsAnImageWithoutTheClassToken() {
        VisionTransformer network = new VisionTransformer(4, 12, 3, 5, List.of(1));
        Map<String, HostTensor> weights = random(network, 8);
        Input images = new Input("images");
        List<Term> outputs = new ArrayList<>(network.features(images, Scope.ROOT, 8, 16));
        outputs.add(network.tokens(images, Scope.ROOT, 8, 16).get(1));
        float[] values = new float[2 * 3 * 8 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 17 - 8;
        }

        List<HostTensor> got = run(images, outputs, weights, HostTensor.of(values, 2, 3, 8, 16));

        assertThat(got.get(0).shape()).containsExactly(2, 12, 2, 4);
        assertThat(got.get(1).shape()).containsExactly(2, 9, 12);
        float[] feature = got.get(0).part(1).floats();
        float[] tokens = got.get(1).part(1).floats();
        for (int channel = 0; channel < 12; channel++) {
            for (int patch = 0; patch < 8; patch++) {
                assertThat(feature[channel * 8 + patch]).isEqualTo(tokens[(1 + patch) * 12 + channel]);
            }
        }
    }

    @Test
    void shouldReadWhatItWroteIntoAManifest() {
        for (Encoder encoder : List.of(
                VisionTransformer.DINOV2_SMALL,
                new VisionTransformer(4, 12, 3, 5, List.of(1)),
                EfficientNet.B4_STATIC,
                ResNet.known("resnet50").placing(true),
                ResNet.TINY)) {
            assertThat(Encoders.read(Encoders.write(encoder))).isEqualTo(encoder);
        }
    }

    /** Weights of both signs everywhere, norms' and scales' too, so that nothing can be left out unseen. */
    static Map<String, HostTensor> random(VisionTransformer network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, HostTensor> weights = NetworkState.initial(
                network.features(new Input("images"), Scope.ROOT, network.patch(), network.patch()), random);
        weights.replaceAll((name, value) -> {
            float[] values = new float[value.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.4 * random.nextGaussian());
            }
            return HostTensor.of(values, value.shape());
        });
        return weights;
    }

    private static List<HostTensor> tokens(
            VisionTransformer network, Map<String, HostTensor> weights, HostTensor image) {
        Input images = new Input("images");
        int height = image.size(1);
        int width = image.size(2);
        Term normal = Preprocessing.imageNet(height, width).normalise(images);
        return run(images, network.tokens(normal, Scope.ROOT, height, width), weights, image);
    }

    private static List<HostTensor> run(
            Input images, List<Term> outputs, Map<String, HostTensor> weights, HostTensor argument) {
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(images), outputs, weights, archive -> Program.evaluate(archive, TestDevice.CPU)),
                TestDevice.CPU)) {
            return program.call("forward", argument);
        }
    }
}
