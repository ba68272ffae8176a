// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.memory;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.FeatureExtractor;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.assembly.BundleAssembly;
import dev.invigil.trainer.calibrate.AskedRates;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.calibrate.Recalibration;
import dev.invigil.trainer.calibrate.ThresholdChange;
import dev.invigil.trainer.product.PrototypeMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Changes what a bundle's detector remembers. The new bundle has another digest; the old one is not changed. */
public final class MemoryEditing {
    private final ModelBundle bundle;
    private final Version version;
    private final ImageMemory memory;
    private final Detector detector;

    /**
     * What the changed model is called.
     *
     * @param name other than the version of the bundle
     * @param created when
     */
    public record Version(String name, Instant created) {}

    /** @throws OperatorException if the bundle's detector does not remember single images */
    public MemoryEditing(ModelBundle bundle, Version version) {
        this.bundle = bundle;
        this.version = version;
        this.detector = bundle.detector();
        this.memory = of(detector);
    }

    /**
     * The memory of a detector.
     *
     * @throws OperatorException if it does not remember single images
     */
    public static ImageMemory of(Detector detector) {
        return detector.family()
                .memory()
                .orElseThrow(() -> new OperatorException("the detector "
                        + detector.family().name()
                        + " does not remember single images: it was trained on all of them together. Train again without those"
                        + " that it should not know"));
    }

    /**
     * The good parts that thresholds are recalibrated with.
     *
     * @param folder for messages
     * @param products with their good parts; parts that were trained on, forgotten ones too, are left out
     */
    public record GoodParts(Path folder, List<ProductClass> products) {}

    /**
     * The result.
     *
     * @param bundle as it was written
     * @param changes of the thresholds; none without good parts: then all thresholds of the changed products are provisional
     */
    public record Outcome(ModelBundle bundle, List<ThresholdChange> changes) {}

    /**
     * The remembered images that are named so.
     *
     * @param names of files or frames, or SHA-256 digests of images, or their first 8 digits or more
     * @param product that they show; empty for any
     * @throws OperatorException naming those that are not remembered, or fit several images
     */
    public Set<Remembered> named(List<String> names, Optional<String> product) {
        Set<Remembered> found = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            List<Remembered> fitting = memory.images(detector).stream()
                    .filter(image -> product.map(image.product()::equals).orElse(true))
                    .filter(image -> isNamed(image, name))
                    .toList();
            if (fitting.isEmpty()) {
                problems.add("the memory has no image " + name);
            } else if (fitting.size() > 1) {
                problems.add(name + " is the name of " + fitting.size() + " images ("
                        + fitting.stream().map(Remembered::product).distinct().collect(Collectors.joining(", "))
                        + "); add --product, or name them by their SHA-256");
            } else {
                found.addAll(fitting);
            }
        }
        if (!problems.isEmpty()) {
            throw new OperatorException(
                    String.join("; ", problems) + ". `invigil memory list` shows what a bundle remembers");
        }
        return found;
    }

    private static boolean isNamed(Remembered image, String name) {
        return image.name().equals(name)
                || image.sha256().equals(name)
                || (name.matches("[0-9a-f]{8,63}") && image.sha256().startsWith(name));
    }

    /**
     * Writes the bundle that has forgotten these images.
     *
     * @param out an earlier bundle there is replaced
     * @param good parts for new thresholds and prototypes. Without them, the thresholds of the changed products become provisional and the
     *     prototypes stay as they are: the product check goes on accepting what it has accepted
     * @throws OperatorException if nothing of a product would be left, or the parts cannot be used
     * @throws IOException if the disk fails
     */
    public Outcome forget(
            Path out,
            Set<Remembered> images,
            Optional<GoodParts> good,
            ComputeDevice device,
            Calibration.Listener listener)
            throws IOException {
        BundleAssembly.requireWritable(out);
        Detector left = changed(() -> memory.without(detector, images));
        Set<String> gone = images.stream().map(Remembered::sha256).collect(Collectors.toSet());
        List<CalibratedClass> classes = classes(images, -1, good.isEmpty());
        Prototypes prototypes = good.isPresent() ? prototypes(left, good.get(), gone, device) : bundle.prototypes();
        return write(out, left, classes, bundle.trainingPictures(), prototypes, good, device, listener);
    }

    /**
     * Writes the bundle that has learned these images of good parts. Without good parts for new thresholds the old ones stay: scores only
     * become lower, so no more good parts are rejected than before. (When the memory is full, each image keeps less, and the thresholds of the
     * product are provisional.) The product check accepts these images, however unlike the others they are.
     *
     * @param out an earlier bundle there is replaced
     * @param images of one product
     * @throws OperatorException if the bundle does not know the product, remembers an image already, or an image cannot be read
     * @throws IOException if the disk fails
     */
    public Outcome learn(
            Path out,
            String product,
            List<Picture> images,
            Optional<GoodParts> good,
            ComputeDevice device,
            Calibration.Listener listener)
            throws IOException {
        BundleAssembly.requireWritable(out);
        Photographs photographs = new Photographs(detector.spec().preprocessing());
        List<ImageMemory.Learned> learned = new ArrayList<>();
        for (Picture image : images) {
            Remembered named =
                    new Remembered(product, image.file().getFileName().toString(), Sha256.of(image.bytes()));
            learned.add(new ImageMemory.Learned(named, photographs.picture(image)));
        }
        Detector more = changed(() -> memory.with(detector, learned, device));
        Set<Remembered> added = learned.stream().map(ImageMemory.Learned::image).collect(Collectors.toSet());
        List<String> trained = new ArrayList<>();
        bundle.trainingPictures().ifPresent(known -> trained.addAll(known.digests()));
        added.forEach(image -> trained.add(image.sha256()));
        Prototypes prototypes = good.isPresent() ? prototypes(more, good.get(), Set.of(), device) : bundle.prototypes();
        return write(
                out,
                more,
                classes(added, 1, good.isEmpty() && keepsLess(more)),
                Optional.of(TrainingPictures.of(trained)),
                accepting(prototypes, product, images, more, device),
                good,
                device,
                listener);
    }

    /** Whether images that it remembered before have fewer rows now. */
    private boolean keepsLess(Detector more) {
        return memory.rowsPerImage(more) < memory.rowsPerImage(detector);
    }

    private Outcome write(
            Path out,
            Detector changed,
            List<CalibratedClass> classes,
            Optional<TrainingPictures> trained,
            Prototypes prototypes,
            Optional<GoodParts> good,
            ComputeDevice device,
            Calibration.Listener listener)
            throws IOException {
        ModelBundle interim = new ModelBundle(
                bundle.model()
                        .with(changed.spec())
                        .withClasses(classes)
                        .changed(version.name(), version.created(), bundle.digest()),
                bundle.digest(),
                TensorFile.of(changed.state()),
                trained,
                prototypes,
                Optional.of(selfTest(changed)));
        if (good.isEmpty()) {
            return new Outcome(BundleAssembly.rewrite(out, interim, interim.model()), List.of());
        }
        Recalibration recalibration = Recalibration.byPictures(
                interim,
                good.get().folder(),
                good.get().products(),
                new AskedRates(OptionalDouble.empty(), OptionalDouble.empty()),
                Optional.empty(),
                CameraRules.NONE,
                device,
                listener);
        return new Outcome(BundleAssembly.rewrite(out, interim, recalibration.model()), recalibration.changes());
    }

    private static Detector changed(Supplier<Detector> change) {
        try {
            return change.get();
        } catch (IllegalArgumentException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    /** What the bundle says about its products after the change. */
    private List<CalibratedClass> classes(Set<Remembered> images, int sign, boolean isUncalibrated) {
        List<CalibratedClass> classes = new ArrayList<>();
        for (CalibratedClass known : bundle.model().classes()) {
            int count = (int) images.stream()
                    .filter(image -> image.product().equals(known.name()))
                    .count();
            CalibratedClass changed = new CalibratedClass(
                    known.name(),
                    known.trainingParts() + sign * count,
                    known.calibrationScores(),
                    known.threshold(),
                    known.cameras());
            classes.add(
                    count > 0 && isUncalibrated
                            ? changed.weakenedBy(
                                    "the memory was changed after the calibration; calibrate again with good parts")
                            : changed);
        }
        return classes;
    }

    private static Prototypes accepting(
            Prototypes prototypes, String product, List<Picture> images, Detector detector, ComputeDevice device) {
        if (!prototypes.products().contains(product)) {
            return prototypes;
        }
        try (FeatureExtractor extractor = detector.openFeatures(device).orElseThrow()) {
            return prototypes.accepting(product, maker(extractor).features(images));
        }
    }

    private static PrototypeMaker maker(FeatureExtractor extractor) {
        return new PrototypeMaker(extractor, new Photographs(extractor.preprocessing()));
    }

    /** Of the good parts that are not forgotten, in the order of their folders. */
    private static Prototypes prototypes(Detector detector, GoodParts good, Set<String> forgotten, ComputeDevice device)
            throws IOException {
        Map<String, List<Picture>> parts = new LinkedHashMap<>();
        for (ProductClass product : good.products()) {
            Map<Picture, String> digests = PictureDigests.of(product.train());
            parts.put(
                    product.name(),
                    product.train().stream()
                            .filter(image -> !forgotten.contains(digests.get(image)))
                            .toList());
        }
        Optional<FeatureExtractor> features = detector.openFeatures(device);
        if (features.isEmpty()) {
            return Prototypes.NONE;
        }
        try (FeatureExtractor extractor = features.get()) {
            return maker(extractor).of(parts, (done, total) -> {});
        }
    }

    private static SelfTest selfTest(Detector detector) {
        try (OpenDetector open = detector.open(ComputeDevice.cpu())) {
            return SelfTest.of(open);
        }
    }
}
