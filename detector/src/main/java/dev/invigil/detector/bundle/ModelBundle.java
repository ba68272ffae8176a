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
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * @param trainingPictures what must not be used for calibration; empty if it is unknown, as for an imported model
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
    private static final Logger LOG = LoggerFactory.getLogger(ModelBundle.class);

    /** No bundle takes so long to write. */
    private static final Duration UNFINISHED = Duration.ofHours(1);

    public static final String MANIFEST = "manifest.json";
    public static final String WEIGHTS = "weights.safetensors";
    public static final String SEAL = "manifest.sha256";
    /** Digests of the images and parts that were trained on, one a line, see {@link TrainingPictures}; not in every bundle. */
    public static final String TRAINING_PICTURES = "training-pictures.sha256";

    /** The classes' prototypes, see {@link PrototypeTensors}; not in every bundle. */
    public static final String PROTOTYPES = "prototypes.safetensors";

    /** Images with their expected results, see {@link SelfTest}; not in every bundle. */
    public static final String SELF_TEST = "self-test.safetensors";

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
     * other content is never deleted. What a killed process left beside it more than an hour ago is deleted.
     *
     * @return the bundle as written
     * @throws BrokenBundleException if the path exists and is not a bundle
     * @throws IllegalArgumentException if the description and the weights disagree
     */
    public static ModelBundle write(Path directory, Content content) throws IOException, BrokenBundleException {
        ModelDescription model = content.model();
        detector(model, content.weights()).requireConsistent(model.products());
        Path parent = directory.toAbsolutePath().normalize().getParent();
        if (Files.isDirectory(parent)) {
            deleteLeftovers(parent, Instant.now().minus(UNFINISHED));
        }
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
            byte[] manifest = ManifestJson.write(Manifest.of(model, files));
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
     * Copies a bundle as it is, every byte of the files that its manifest names. The copy is verified, and appears as a whole or not at all,
     * also when the process is killed. A damaged bundle in its place is replaced; an intact one stays.
     *
     * @param target the folder for the bundle of a digest; its content is deleted if it is not that bundle
     * @return the digest of the bundle
     * @throws BrokenBundleException if the source is not an intact bundle
     */
    public static String copy(Path source, Function<String, Path> target) throws IOException, BrokenBundleException {
        BundleReader reader = new BundleReader(source);
        String digest = reader.read().digest();
        Path place = target.apply(digest);
        if (!isIntact(place, digest)) {
            List<String> files = reader.files();
            BundleFolder.put(place, there -> isIntact(there, digest), folder -> {
                for (String file : files) {
                    Files.copy(source.resolve(file), folder.resolve(file));
                }
                if (!isIntact(folder, digest)) {
                    throw new IOException(source + " has changed while it was copied; copy it again");
                }
                return digest;
            });
        }
        return digest;
    }

    private static boolean isIntact(Path directory, String digest) throws IOException {
        try {
            return Files.exists(directory) && load(directory).digest().equals(digest);
        } catch (BrokenBundleException | NoSuchFileException e) {
            LOG.debug("{} is damaged, or another process replaces it", directory, e);
            return false;
        }
    }

    /**
     * Deletes the unfinished copies that killed processes left in a folder of bundles.
     *
     * @param before when they were last changed; later ones may still be in work
     */
    public static void deleteLeftovers(Path folder, Instant before) throws IOException {
        BundleFolder.deleteLeftovers(folder, before);
    }

    /**
     * Reads a bundle and verifies every byte of it. Files that the manifest does not name are not looked at.
     *
     * @throws BrokenBundleException if one is missing or altered, or of a layout that this version does not know
     */
    public static ModelBundle load(Path directory) throws IOException, BrokenBundleException {
        return new BundleReader(directory).read();
    }
}
