// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.UnknownDetectorException;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.SelfTestFailedException;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.store.BundleStore;
import dev.invigil.detector.store.MissingBundleException;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model of a bundle. */
public final class BundleModel implements ScoringModel {
    private static final Logger LOG = LoggerFactory.getLogger(BundleModel.class);

    private final ModelFacts facts;
    private final OpenDetector detector;

    private BundleModel(ModelFacts facts, OpenDetector detector) {
        this.facts = facts;
        this.detector = detector;
    }

    /**
     * Reads and verifies the bundle and loads its network onto the device, each time it is opened.
     *
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     */
    public static Source of(Path bundle, String device) {
        return new Source() {
            @Override
            public ScoringModel open() {
                return prepare().open();
            }

            @Override
            public Source prepare() {
                ModelBundle loaded = load(bundle);
                return () -> BundleModel.open(bundle, loaded, device);
            }
        };
    }

    /**
     * The same for a bundle of a store, which must be the one with this digest.
     *
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     */
    public static Source of(BundleStore store, String digest, String device) {
        return new Source() {
            @Override
            public ScoringModel open() {
                return prepare().open();
            }

            @Override
            public Source prepare() {
                Path bundle = fetch(store, digest);
                ModelBundle loaded;
                try {
                    loaded = load(bundle);
                } catch (ModelRefusedException e) {
                    throw e;
                } catch (OperatorException e) {
                    throw new ModelRefusedException(
                            RefusalReason.UNREADABLE,
                            e.getMessage() + "; put the bundle " + digest + " into the store again with: "
                                    + addTo(store),
                            e);
                }
                if (!loaded.digest().equals(digest)) {
                    throw new ModelRefusedException(
                            RefusalReason.WRONG_DIGEST,
                            "the bundle store has the bundle " + loaded.digest() + " in " + bundle
                                    + "; put the bundle " + digest
                                    + " into the store again with: " + addTo(store));
                }
                return () -> BundleModel.open(bundle, loaded, device);
            }
        };
    }

    private static Path fetch(BundleStore store, String digest) {
        try {
            return store.fetch(digest);
        } catch (MissingBundleException e) {
            throw new ModelRefusedException(RefusalReason.MISSING_BUNDLE, e.getMessage(), e);
        } catch (IOException e) {
            throw new ModelRefusedException(
                    RefusalReason.STORE_UNAVAILABLE,
                    e.getMessage() + "; if its bundles are lost, put the bundle " + digest
                            + " into the store again with: " + addTo(store),
                    e);
        }
    }

    private static String addTo(BundleStore store) {
        return "invigil models add BUNDLE --store " + store + " --reason TEXT";
    }

    private static BundleModel open(Path directory, ModelBundle bundle, String wish) {
        ComputeDevice device = choose(wish);
        ModelDescription model = bundle.model();
        ModelFacts facts = new ModelFacts(
                new ModelIdentity(model.name(), model.version(), bundle.digest()),
                model.detector().preprocessing(),
                model.detector().postprocessing(),
                bundle.thresholds().products(),
                bundle.prototypes(),
                device.toString());
        List<String> unchecked = model.classes().stream()
                .map(CalibratedClass::name)
                .filter(name -> !bundle.prototypes().products().contains(name))
                .toList();
        if (!unchecked.isEmpty()) {
            LOG.info(
                    "bundle {} has no prototype of {}: a wrong product is not detected for frames that name one of these products",
                    directory,
                    String.join(", ", unchecked));
        }
        if (bundle.selfTest().isEmpty()) {
            LOG.info(
                    "bundle {} has no self-test, because an earlier version created it: the computations on {} are not verified",
                    directory,
                    device);
        }
        try {
            return new BundleModel(facts, bundle.open(device));
        } catch (SelfTestFailedException e) {
            throw new ModelRefusedException(RefusalReason.SELF_TEST_FAILED, e.getMessage(), e);
        }
    }

    private static ModelBundle load(Path directory) {
        try {
            return ModelBundle.load(directory);
        } catch (UnknownDetectorException e) {
            throw new ModelRefusedException(RefusalReason.UNKNOWN_DETECTOR, e.getMessage(), e);
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage(), e);
        } catch (IOException e) {
            throw new OperatorException("model bundle " + directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ComputeDevice choose(String wish) {
        try {
            return ComputeDevice.choose(wish);
        } catch (IllegalArgumentException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    @Override
    public ModelFacts facts() {
        return facts;
    }

    @Override
    public List<ModelOutput> score(List<RgbImage> images) {
        return outputs(detector.score(images));
    }

    @Override
    public List<ModelOutput> score(List<RgbImage> images, List<String> products) {
        return outputs(
                detector.score(images, products.stream().map(Optional::of).toList()));
    }

    private static List<ModelOutput> outputs(OpenDetector.Batch batch) {
        return IntStream.range(0, batch.maps().size())
                .mapToObj(i ->
                        new ModelOutput(batch.maps().get(i), batch.features().get(i)))
                .toList();
    }

    @Override
    public long liveNativeResources() {
        return detector.liveTensors();
    }

    @Override
    public void close() {
        detector.close();
    }
}
