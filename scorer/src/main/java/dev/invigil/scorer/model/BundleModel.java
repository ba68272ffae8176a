// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.scoring.InvadScorer;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The InvAD of a bundle. */
public final class BundleModel implements ScoringModel {
    private static final Logger LOG = LoggerFactory.getLogger(BundleModel.class);

    private final ModelFacts facts;
    private final InvadScorer scorer;

    private BundleModel(ModelFacts facts, InvadScorer scorer) {
        this.facts = facts;
        this.scorer = scorer;
    }

    /**
     * Reads and verifies the bundle and loads its network onto the device, each time it is opened.
     *
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     */
    public static Source of(Path bundle, String device) {
        return of(bundle, device, Optional.empty());
    }

    /**
     * As above, with so many threads for each operation on the processor.
     *
     * @param engineThreads for all models of the process; empty leaves the engine's own number
     */
    public static Source of(Path bundle, String device, Optional<Integer> engineThreads) {
        return new Source() {
            @Override
            public ScoringModel open() {
                return prepare().open();
            }

            @Override
            public Source prepare() {
                ModelBundle loaded = load(bundle);
                return () -> BundleModel.open(bundle, loaded, device, engineThreads);
            }
        };
    }

    private static BundleModel open(Path directory, ModelBundle bundle, String wish, Optional<Integer> engineThreads) {
        engineThreads.ifPresent(ComputeDevice::useThreads);
        ComputeDevice device = choose(wish);
        ModelDescription model = bundle.model();
        ModelFacts facts = new ModelFacts(
                new ModelIdentity(model.name(), model.version(), bundle.digest()),
                model.detector().size(),
                model.detector().sigma(),
                model.classes().stream().collect(Collectors.toMap(CalibratedClass::name, ProductThresholds::of)),
                bundle.prototypes(),
                device.toString());
        List<String> unchecked = model.classes().stream()
                .map(CalibratedClass::name)
                .filter(name -> !bundle.prototypes().products().contains(name))
                .toList();
        if (!unchecked.isEmpty()) {
            LOG.info(
                    "bundle {} has no prototype of {}: parts of another product under these names are not told as such",
                    directory,
                    String.join(", ", unchecked));
        }
        InvadModel network =
                new InvadModel(bundle.weights().tensors(), model.encoder().strideFirst());
        return new BundleModel(facts, InvadScorer.open(network, device));
    }

    private static ModelBundle load(Path directory) {
        try {
            return ModelBundle.load(directory);
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
    public List<Impression> score(List<RgbImage> pictures) {
        InvadScorer.Batch batch =
                scorer.score(pictures.stream().map(RgbImage::rgb).toList());
        return IntStream.range(0, pictures.size())
                .mapToObj(
                        i -> new Impression(batch.maps().get(i), batch.pooled().get(i)))
                .toList();
    }

    @Override
    public long liveNativeResources() {
        return scorer.liveTensors();
    }

    @Override
    public void close() {
        scorer.close();
    }
}
