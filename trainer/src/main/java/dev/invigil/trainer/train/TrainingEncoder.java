// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.importing.ImportedBackbone;
import dev.invigil.detector.importing.UnfitWeightsException;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.TrainingStep;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.importing.WeightsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The frozen encoder that a model is trained on.
 *
 * @param network its shape
 * @param weights by the names of the encoder's publisher
 * @param origin the source of the weights, for the bundle
 */
public record TrainingEncoder(Encoder network, Map<String, HostTensor> weights, Provenance.Backbone origin) {
    /** The name of Invigil's own encoder, which comes with it. */
    public static final String TINY = "tiny";
    /** The name of the untrained encoder, a baseline for comparisons. */
    public static final String RANDOM = "random";

    private static final int SETTLING_STEPS = 40;
    private static final int SETTLING_BATCH = 12;

    /**
     * Reads a backbone, a {@code .pth}, {@code .pt} or {@code .safetensors} file with its publisher's names; what detectors do not use of it
     * is ignored.
     *
     * @param strideFirst whether it is a ResNet v1, see {@link ResNet#strideFirst}
     * @throws OperatorException if the file is missing, damaged or of no known kind of encoder
     * @throws IOException if the disk fails
     */
    public static TrainingEncoder read(Path file, boolean strideFirst) throws IOException {
        try {
            return WeightsFile.read(file, checkpoint -> of(checkpoint, strideFirst, file));
        } catch (OperatorException e) {
            throw new OperatorException(
                    e.getMessage() + "; --backbone needs the weights of an encoder, such as a ResNet or DINOv2", e);
        }
    }

    private static TrainingEncoder of(Checkpoint checkpoint, boolean strideFirst, Path file)
            throws IOException, UnfitWeightsException {
        Provenance.Backbone origin = new Provenance.Backbone(file.getFileName().toString(), Sha256.of(file), false);
        Optional<ImportedBackbone> known = ImportedBackbone.recognise(checkpoint, strideFirst);
        if (known.isPresent()) {
            return new TrainingEncoder(known.get().network(), known.get().weights(), origin);
        }
        Map<String, HostTensor> weights = checkpoint.load(checkpoint.tensors().keySet());
        return new TrainingEncoder(Encoders.of(weights, strideFirst), weights, origin);
    }

    /**
     * The encoder that the user names: {@value #TINY}, {@value #RANDOM}, or a file as {@link #read} takes it.
     *
     * @param seed of random weights
     * @throws OperatorException as {@link #read}
     * @throws IOException if the disk fails
     */
    public static TrainingEncoder named(String backbone, boolean strideFirst, long seed) throws IOException {
        return switch (backbone) {
            case TINY -> tiny();
            case RANDOM -> random(seed);
            default -> read(Path.of(backbone), strideFirst);
        };
    }

    /**
     * The encoder that a bundle's detector has in it.
     *
     * @throws OperatorException if it has none, or the bundle does not say where it comes from
     */
    public static TrainingEncoder of(ModelBundle bundle) {
        Detector detector = bundle.detector();
        DetectorTrainer.EncoderWeights weights = detector.family()
                .encoder(detector)
                .orElseThrow(() -> new OperatorException("the detector "
                        + detector.family().name() + " has no encoder that another training could use"));
        Provenance.Backbone origin = bundle.model()
                .provenance()
                .backbone()
                .orElseThrow(() -> new OperatorException("the bundle " + bundle.digest()
                        + " does not say where its encoder comes from; train from scratch"));
        return new TrainingEncoder(weights.network(), weights.weights(), origin);
    }

    /** Invigil's own encoder: {@link ResNet#TINY}, distilled from a ResNet-18; {@code docs/TINY.md} is its model card. */
    public static TrainingEncoder tiny() throws IOException {
        Path file = Files.createTempFile("invigil-tiny", ".safetensors");
        try (InputStream weights = TrainingEncoder.class.getResourceAsStream("tiny.safetensors")) {
            Files.copy(weights, file, StandardCopyOption.REPLACE_EXISTING);
            return new TrainingEncoder(
                    ResNet.TINY, read(file, false).weights(), new Provenance.Backbone(TINY, Sha256.of(file), false));
        } finally {
            Files.delete(file);
        }
    }

    /** {@link ResNet#TINY} with random weights drawn with {@code seed}: the untrained baseline. */
    public static TrainingEncoder random(long seed) {
        Map<String, HostTensor> weights = NetworkState.initial(
                ResNet.TINY.describe(new Input("picture"), Scope.ROOT).layers(), new Random(seed));
        SortedMap<String, String> digests = new TreeMap<>();
        weights.forEach((name, values) -> digests.put(name, Sha256.of(values.bytes())));
        return new TrainingEncoder(ResNet.TINY, weights, new Provenance.Backbone(RANDOM, Sha256.ofAll(digests), true));
    }

    /**
     * The encoder to train on. Of a random one, the batch norms get the statistics of these images, so that its features are
     * centred and scaled; nothing is learned. A trained one stays as it is.
     *
     * @param preprocessing how the images were prepared
     * @param each is run after every batch of images
     * @throws IOException if an image cannot be read
     */
    public TrainingEncoder settledOn(
            ImageSource images, Preprocessing preprocessing, ComputeDevice device, Runnable each) throws IOException {
        if (!origin.random()) {
            return this;
        }
        Input input = new Input("images");
        List<Term> features = network.features(
                preprocessing.normalise(input), Scope.ROOT, preprocessing.height(), preprocessing.width());
        Term coarsest = features.get(features.size() - 1);
        // any loss will do: the gradients are thrown away, the running statistics are what is wanted
        TrainingProgram program = TrainingProgram.of(
                List.of(input), coarsest.meanSquaredError(coarsest.times(0.5)), weights, Optimiser.OFFICIAL);
        SplittableRandom random = new SplittableRandom(1);
        try (TrainingStep settling = new TrainingStep(program, Optimiser.OFFICIAL, device)) {
            for (int step = 0; step < SETTLING_STEPS; step++) {
                List<RgbImage> batch = new ArrayList<>();
                for (int i = 0; i < SETTLING_BATCH; i++) {
                    batch.add(images.image(random.nextInt(images.count())));
                }
                settling.gradients(List.of(preprocessing.batch(batch)));
                each.run();
            }
            return new TrainingEncoder(network, settling.state(), origin);
        }
    }
}
