// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.product.PrototypeTensors;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a bundle from its folder and verifies every byte. Files that the manifest does not name are not looked at. */
final class BundleReader {
    private static final long MAX_MANIFEST_BYTES = 64L << 20;

    private final Path directory;

    BundleReader(Path directory) {
        this.directory = directory;
    }

    /** Turns the bytes of a file into what it contains. */
    @FunctionalInterface
    private interface Parser<T> {
        /** @throws IllegalArgumentException if the content makes no sense */
        T parse(Path file) throws IOException;
    }

    /** The names of all files of the bundle. The digest of the manifest is verified, the files are not. */
    List<String> files() throws IOException, BrokenBundleException {
        byte[] text = manifestText();
        checkSeal(Sha256.of(text));
        List<String> names =
                new ArrayList<>(ManifestJson.read(text, directory).files().keySet());
        names.add(ModelBundle.MANIFEST);
        names.add(ModelBundle.SEAL);
        return names;
    }

    /** @throws BrokenBundleException if a file is missing, altered, contradicts another, or has an unknown layout */
    ModelBundle read() throws IOException, BrokenBundleException {
        byte[] text = manifestText();
        String digest = Sha256.of(text);
        checkSeal(digest);
        Manifest manifest = ManifestJson.read(text, directory);
        String family = manifest.model().detector().family();
        if (!DetectorFamilies.names().contains(family)) {
            throw new UnknownDetectorException(directory, family);
        }
        if (!manifest.files().containsKey(ModelBundle.WEIGHTS)) {
            throw broken(ModelBundle.MANIFEST + " does not list " + ModelBundle.WEIGHTS + "; train again");
        }
        for (Map.Entry<String, Manifest.Content> file : manifest.files().entrySet()) {
            check(file.getKey(), file.getValue());
        }
        TensorFile weights = parsed(ModelBundle.WEIGHTS, "a valid tensor file", SafeTensors::read);
        Optional<TrainingPictures> trainingPictures = ifListed(
                manifest,
                ModelBundle.TRAINING_PICTURES,
                "a list of digests",
                file -> TrainingPictures.of(Files.readAllLines(file)));
        Optional<Prototypes> prototypes = ifListed(
                manifest,
                ModelBundle.PROTOTYPES,
                "a file of valid prototypes",
                file -> PrototypeTensors.read(SafeTensors.read(file)));
        Optional<SelfTest> selfTest = ifListed(
                manifest, ModelBundle.SELF_TEST, "a valid self-test", file -> SelfTest.read(SafeTensors.read(file)));
        ModelBundle bundle = new ModelBundle(
                manifest.model(), digest, weights, trainingPictures, prototypes.orElse(Prototypes.NONE), selfTest);
        requireAgreement(ModelBundle.WEIGHTS, () -> bundle.detector()
                .requireConsistent(bundle.model().products()));
        requireAgreement(
                ModelBundle.SELF_TEST,
                () -> selfTest.ifPresent(
                        test -> test.requireFor(bundle.model().detector().preprocessing())));
        return bundle;
    }

    private byte[] manifestText() throws IOException, BrokenBundleException {
        Path file = directory.resolve(ModelBundle.MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw broken(ModelBundle.MANIFEST + " is missing; name a folder that `invigil train --out` wrote");
        }
        if (Files.size(file) > MAX_MANIFEST_BYTES) {
            throw broken(ModelBundle.MANIFEST + " is too large; copy the bundle again");
        }
        return Files.readAllBytes(file);
    }

    private void checkSeal(String digest) throws IOException, BrokenBundleException {
        byte[] wanted = Sha256.line(digest, ModelBundle.MANIFEST).getBytes(StandardCharsets.US_ASCII);
        Path seal = directory.resolve(ModelBundle.SEAL);
        if (!Files.isRegularFile(seal)) {
            throw broken(ModelBundle.SEAL + " is missing; copy the whole bundle again");
        }
        if (Files.size(seal) != wanted.length || !Arrays.equals(Files.readAllBytes(seal), wanted)) {
            throw broken(ModelBundle.MANIFEST + " and " + ModelBundle.SEAL
                    + " do not match: one of them was changed; copy the bundle again");
        }
    }

    private void check(String name, Manifest.Content wanted) throws IOException, BrokenBundleException {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw broken(name + " is missing; copy the whole bundle again");
        }
        if (Files.size(file) != wanted.size()) {
            throw broken(
                    name + " has " + Files.size(file) + " bytes, not " + wanted.size() + "; copy the bundle again");
        }
        if (!Sha256.of(file).equals(wanted.sha256())) {
            throw broken(name + " was changed: its SHA-256 does not match; copy the bundle again");
        }
    }

    private <T> Optional<T> ifListed(Manifest manifest, String name, String what, Parser<T> parser)
            throws IOException, BrokenBundleException {
        return manifest.files().containsKey(name) ? Optional.of(parsed(name, what, parser)) : Optional.empty();
    }

    /** @param what the file should be */
    private <T> T parsed(String name, String what, Parser<T> parser) throws IOException, BrokenBundleException {
        try {
            return parser.parse(directory.resolve(name));
        } catch (IllegalArgumentException | MalformedTensorFileException | CharacterCodingException e) {
            throw broken(name + " has the right digest but is not " + what + "; train again", e);
        }
    }

    private void requireAgreement(String name, Runnable comparison) throws BrokenBundleException {
        try {
            comparison.run();
        } catch (IllegalArgumentException e) {
            throw broken(ModelBundle.MANIFEST + " and " + name + " disagree: " + e.getMessage() + "; train again", e);
        }
    }

    private BrokenBundleException broken(String what) {
        return new BrokenBundleException(directory, what);
    }

    private BrokenBundleException broken(String what, Throwable cause) {
        return new BrokenBundleException(directory, what, cause);
    }
}
