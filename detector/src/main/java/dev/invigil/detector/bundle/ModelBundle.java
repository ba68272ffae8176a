// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.ModelThresholds;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.model.SelfTestFailedException;
import dev.invigil.detector.product.PrototypeTensors;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A model, verified and in memory.
 *
 * <p>On disk: {@value #MANIFEST} has the digest and size of {@value #WEIGHTS}, and {@value #SEAL}, in the format of {@code
 * sha256sum}, that of the manifest; {@value #TRAINING_PICTURES} and {@value #PROTOTYPES} may be there,
 * too. So every byte is covered, {@code sha256sum -c} checks a bundle without Invigil, and the
 * manifest's digest identifies all of it.
 *
 * @param model what the bundle says about it
 * @param digest SHA-256 of the manifest, which pins every byte of the bundle; names the model in verdicts
 * @param weights all parameters, the encoder's too, under the reference's names
 * @param trainingPictures the images that must not be used for calibration; empty if they are unknown, as for an imported model
 * @param prototypes by which a wrong product is recognised; none in a bundle written before there were any
 * @param selfTest run when the model opens; empty in a bundle of schemas 1 to 3
 */
public record ModelBundle(
        ModelDescription model,
        String digest,
        TensorFile weights,
        Optional<TrainingPictures> trainingPictures,
        Prototypes prototypes,
        Optional<SelfTest> selfTest) {
    public static final String MANIFEST = "manifest.json";
    public static final String WEIGHTS = "weights.safetensors";
    public static final String SEAL = "manifest.sha256";
    /** Digests of the images that were trained on, one a line; not in every bundle. */
    public static final String TRAINING_PICTURES = "training-pictures.sha256";

    /** The classes' prototypes, see {@link PrototypeTensors}; not in every bundle. */
    public static final String PROTOTYPES = "prototypes.safetensors";

    /** Images with their expected results, see {@link SelfTest}; not in every bundle. */
    public static final String SELF_TEST = "self-test.safetensors";

    private static final long MAX_MANIFEST_BYTES = 64L << 20;

    /**
     * What a bundle is written from.
     *
     * @param model what the bundle says about it
     * @param weights all parameters
     * @param trainingPictures which images may not calibrate it
     * @param prototypes may be none
     * @param selfTest run when the model opens
     */
    public record Content(
            ModelDescription model,
            TensorFile weights,
            Optional<TrainingPictures> trainingPictures,
            Prototypes prototypes,
            Optional<SelfTest> selfTest) {
        /** Nothing but the description and the weights. */
        public static Content of(ModelDescription model, TensorFile weights) {
            return new Content(model, weights, Optional.empty(), Prototypes.NONE, Optional.empty());
        }
    }

    /** What this bundle would be written from with another description. */
    public Content with(ModelDescription other) {
        return new Content(other, weights, trainingPictures, prototypes, selfTest);
    }

    /** The same without training images, prototypes and self-test. */
    public static ModelBundle write(Path directory, ModelDescription model, TensorFile weights)
            throws IOException, BrokenBundleException {
        return write(directory, Content.of(model, weights));
    }

    /**
     * Writes a bundle: beside its place first, then moved there in one step. An earlier bundle in its place is replaced;
     * other content is never deleted.
     *
     * @return the bundle as written
     * @throws BrokenBundleException if the path exists and is not a bundle
     * @throws IllegalArgumentException if the description and the weights disagree
     */
    public static ModelBundle write(Path directory, Content content) throws IOException, BrokenBundleException {
        ModelDescription model = content.model();
        detector(model, content.weights()).requireConsistent();
        String digest = BundleFolder.replace(directory, folder -> {
            Map<String, Manifest.Content> files = new TreeMap<>();
            SafeTensors.write(folder.resolve(WEIGHTS), content.weights());
            files.put(WEIGHTS, content(folder.resolve(WEIGHTS)));
            if (content.trainingPictures().isPresent()) {
                Path list = Files.writeString(
                        folder.resolve(TRAINING_PICTURES),
                        content.trainingPictures().get().text());
                files.put(TRAINING_PICTURES, content(list));
            }
            if (!content.prototypes().isEmpty()) {
                SafeTensors.write(folder.resolve(PROTOTYPES), PrototypeTensors.of(content.prototypes()));
                files.put(PROTOTYPES, content(folder.resolve(PROTOTYPES)));
            }
            if (content.selfTest().isPresent()) {
                SafeTensors.write(
                        folder.resolve(SELF_TEST), content.selfTest().get().tensors());
                files.put(SELF_TEST, content(folder.resolve(SELF_TEST)));
            }
            byte[] manifest = ManifestJson.write(new Manifest(Manifest.SCHEMA, model, files));
            String sealed = Sha256.of(manifest);
            Files.write(folder.resolve(MANIFEST), manifest);
            Files.writeString(folder.resolve(SEAL), Sha256.line(sealed, MANIFEST));
            return sealed;
        });
        return new ModelBundle(
                model, digest, content.weights(), content.trainingPictures(), content.prototypes(), content.selfTest());
    }

    /**
     * The detector that the bundle describes.
     *
     * @throws IllegalArgumentException if this process knows no family of that name
     */
    public Detector detector() {
        return detector(model, weights);
    }

    private static Detector detector(ModelDescription model, TensorFile weights) {
        return new Detector(DetectorFamilies.named(model.detector().family()), model.detector(), weights.tensors());
    }

    /**
     * Opens the model on a device and runs its self-test there, if it has one.
     *
     * @throws SelfTestFailedException if the device gives other results than those that the bundle states
     */
    public OpenDetector open(ComputeDevice device) throws SelfTestFailedException {
        OpenDetector open = detector().open(device);
        Optional<String> problem;
        try {
            problem = selfTest.flatMap(test -> test.problem(open));
        } catch (RuntimeException | Error e) {
            open.close();
            throw e;
        }
        if (problem.isPresent()) {
            open.close();
            throw new SelfTestFailedException(model.name() + " " + model.version(), device.toString(), problem.get());
        }
        return open;
    }

    /** The thresholds of all classes, with the digest that overrides must name. */
    public ModelThresholds thresholds() {
        return new ModelThresholds(
                digest,
                model.classes().stream().collect(Collectors.toMap(CalibratedClass::name, CalibratedClass::thresholds)));
    }

    /** Decides by this bundle. */
    public Inspector inspector(CameraRules rules) {
        return new Inspector(model.detector().postprocessing(), thresholds(), rules);
    }

    private static Manifest.Content content(Path file) throws IOException {
        return new Manifest.Content(Sha256.of(file), Files.size(file));
    }

    /**
     * Says early, before a training, whether {@link #write} could use this place.
     *
     * @throws BrokenBundleException if the path exists and is not a bundle
     */
    public static void requireWritable(Path directory) throws IOException, BrokenBundleException {
        BundleFolder.requireReplaceable(directory);
    }

    /**
     * Reads a bundle and verifies every byte of it. Files that the manifest does not name are not looked at.
     *
     * @throws BrokenBundleException if one is missing or altered, or of a layout that this version does not know
     */
    public static ModelBundle load(Path directory) throws IOException, BrokenBundleException {
        byte[] text = manifest(directory);
        String digest = Sha256.of(text);
        checkSeal(directory, digest);
        Manifest manifest = ManifestJson.read(text, directory);
        if (!manifest.files().containsKey(WEIGHTS)) {
            throw new BrokenBundleException(directory, MANIFEST + " does not list " + WEIGHTS + "; train again");
        }
        for (Map.Entry<String, Manifest.Content> file : manifest.files().entrySet()) {
            check(directory, file.getKey(), file.getValue());
        }
        ModelBundle bundle = new ModelBundle(
                manifest.model(),
                digest,
                weights(directory),
                manifest.files().containsKey(TRAINING_PICTURES)
                        ? Optional.of(trainingPictures(directory))
                        : Optional.empty(),
                manifest.files().containsKey(PROTOTYPES) ? prototypes(directory) : Prototypes.NONE,
                manifest.files().containsKey(SELF_TEST) ? Optional.of(selfTest(directory)) : Optional.empty());
        try {
            bundle.detector().requireConsistent();
        } catch (IllegalArgumentException e) {
            throw new BrokenBundleException(
                    directory, MANIFEST + " and " + WEIGHTS + " disagree: " + e.getMessage() + "; train again", e);
        }
        try {
            bundle.selfTest()
                    .ifPresent(test -> test.requireFor(bundle.model().detector().preprocessing()));
        } catch (IllegalArgumentException e) {
            throw new BrokenBundleException(
                    directory, MANIFEST + " and " + SELF_TEST + " disagree: " + e.getMessage() + "; train again", e);
        }
        return bundle;
    }

    private static TensorFile weights(Path directory) throws IOException, BrokenBundleException {
        try {
            return SafeTensors.read(directory.resolve(WEIGHTS));
        } catch (MalformedTensorFileException e) {
            throw new BrokenBundleException(
                    directory, WEIGHTS + " has the right digest but is not a valid tensor file; train again", e);
        }
    }

    private static SelfTest selfTest(Path directory) throws IOException, BrokenBundleException {
        try {
            return SelfTest.read(SafeTensors.read(directory.resolve(SELF_TEST)));
        } catch (IllegalArgumentException | MalformedTensorFileException e) {
            throw new BrokenBundleException(
                    directory, SELF_TEST + " has the right digest but is not a valid self-test; train again", e);
        }
    }

    private static Prototypes prototypes(Path directory) throws IOException, BrokenBundleException {
        try {
            return PrototypeTensors.read(SafeTensors.read(directory.resolve(PROTOTYPES)));
        } catch (IllegalArgumentException | MalformedTensorFileException e) {
            throw new BrokenBundleException(
                    directory, PROTOTYPES + " has the right digest but contains no valid prototypes; train again", e);
        }
    }

    private static TrainingPictures trainingPictures(Path directory) throws IOException, BrokenBundleException {
        try {
            return TrainingPictures.of(Files.readAllLines(directory.resolve(TRAINING_PICTURES)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new BrokenBundleException(
                    directory,
                    TRAINING_PICTURES + " has the right digest but is not a list of digests; train again",
                    e);
        }
    }

    private static byte[] manifest(Path directory) throws IOException, BrokenBundleException {
        Path file = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new BrokenBundleException(
                    directory, MANIFEST + " is missing; name a folder that `invigil train --out` wrote");
        }
        if (Files.size(file) > MAX_MANIFEST_BYTES) {
            throw new BrokenBundleException(directory, MANIFEST + " is too large; copy the bundle again");
        }
        return Files.readAllBytes(file);
    }

    private static void checkSeal(Path directory, String digest) throws IOException, BrokenBundleException {
        byte[] wanted = Sha256.line(digest, MANIFEST).getBytes(StandardCharsets.US_ASCII);
        Path seal = directory.resolve(SEAL);
        if (!Files.isRegularFile(seal)) {
            throw new BrokenBundleException(directory, SEAL + " is missing; copy the whole bundle again");
        }
        if (Files.size(seal) != wanted.length || !Arrays.equals(Files.readAllBytes(seal), wanted)) {
            throw new BrokenBundleException(
                    directory,
                    MANIFEST + " and " + SEAL + " do not match: one of them was changed; copy the bundle again");
        }
    }

    private static void check(Path directory, String name, Manifest.Content wanted)
            throws IOException, BrokenBundleException {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new BrokenBundleException(directory, name + " is missing; copy the whole bundle again");
        }
        if (Files.size(file) != wanted.size()) {
            throw new BrokenBundleException(
                    directory,
                    name + " has " + Files.size(file) + " bytes, not " + wanted.size() + "; copy the bundle again");
        }
        if (!Sha256.of(file).equals(wanted.sha256())) {
            throw new BrokenBundleException(
                    directory, name + " was changed: its SHA-256 does not match; copy the bundle again");
        }
    }
}
