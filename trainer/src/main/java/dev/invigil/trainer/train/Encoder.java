// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.contracts.OperatorException;
import dev.invigil.detector.bundle.EncoderConfiguration;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.bundle.Sha256;
import dev.invigil.detector.network.Input;
import dev.invigil.detector.network.NetworkState;
import dev.invigil.detector.network.ResNet;
import dev.invigil.detector.network.Scope;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.detector.tensor.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The frozen encoder that a model is trained on.
 *
 * @param network its shape
 * @param weights by torchvision's names
 * @param origin where the weights come from, for the bundle
 */
public record Encoder(ResNet network, Map<String, HostTensor> weights, Provenance.Backbone origin) {
    private static final String RANDOM_ARCHITECTURE = "resnet18";

    /**
     * Reads a backbone, a {@code .safetensors} file with torchvision's names; what comes after layer3 is not needed and
     * ignored.
     *
     * @param strideFirst whether it is a ResNet v1, see {@link ResNet#strideFirst}
     * @throws OperatorException if the file is missing, damaged or no ResNet
     * @throws IOException if the disk fails
     */
    public static Encoder read(Path file, boolean strideFirst) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new OperatorException(
                    file + ": no such file; --backbone names a .safetensors file of a ResNet with torchvision's names");
        }
        try {
            Map<String, HostTensor> weights = SafeTensors.read(file).tensors();
            ResNet network = ResNet.of(weights, strideFirst);
            return new Encoder(
                    network, weights, new Provenance.Backbone(file.getFileName().toString(), Sha256.of(file), false));
        } catch (MalformedTensorFileException | IllegalArgumentException e) {
            throw new OperatorException(file + ": " + e.getMessage() + "; --backbone takes the weights of a ResNet", e);
        }
    }

    /** A ResNet-18 with weights drawn by {@code seed}: good enough to try things out, poor at subtle defects. */
    public static Encoder random(long seed) {
        ResNet network = ResNet.KNOWN.get(RANDOM_ARCHITECTURE);
        Map<String, HostTensor> weights = NetworkState.initial(
                network.describe(new Input("picture"), Scope.ROOT).layers(), new Random(seed));
        SortedMap<String, String> digests = new TreeMap<>();
        weights.forEach((name, values) -> digests.put(name, Sha256.of(values.bytes())));
        return new Encoder(network, weights, new Provenance.Backbone("random", Sha256.ofAll(digests), true));
    }

    /** As the bundle names it. */
    public EncoderConfiguration configuration() {
        ResNet placedAsTorchvision = new ResNet(network.stem(), network.bottleneck(), network.layers(), false);
        String name = ResNet.KNOWN.entrySet().stream()
                .filter(known -> known.getValue().equals(placedAsTorchvision))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("resnet");
        return new EncoderConfiguration(name, network.strideFirst());
    }
}
