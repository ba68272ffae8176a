// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.evaluate;

import dev.invigil.benchmark.dataset.DataPlaces;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.ScoredMap;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.gate.EvaluatedPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Gathers the parts of an evaluation; all views of a part become one. Called from several threads. */
final class PartCollector implements BundleEvaluation.Witness {
    /** The most severe last: one view that is rejected rejects the part. */
    private static final List<Decision> BY_SEVERITY =
            List.of(Decision.PASS, Decision.REVIEW, Decision.WRONG_PRODUCT, Decision.REJECT);

    private final DataPlaces places;
    private final Map<String, Queue<View>> views = new ConcurrentHashMap<>();

    PartCollector(Path root) {
        this.places = new DataPlaces(root);
    }

    /**
     * One image; of most parts it is the only one.
     *
     * @param sample the part, where there are several views of each
     * @param content digest of the image: copies of an image are one part
     */
    private record View(
            Optional<String> sample,
            String content,
            String file,
            String defect,
            double score,
            Optional<Decision> decision) {
        String identity() {
            return sample.orElse(content);
        }

        boolean defective() {
            return !defect.equals(TestPhotograph.GOOD);
        }
    }

    @Override
    public void onScored(
            ProductClass product, TestPhotograph photograph, ScoredMap scored, Optional<Inspection> inspection) {
        String file = places.of(photograph.image());
        views.computeIfAbsent(product.name(), name -> new ConcurrentLinkedQueue<>())
                .add(new View(
                        photograph.sample(),
                        digest(photograph),
                        file,
                        photograph.defect(),
                        scored.score(),
                        inspection.map(Inspection::decision)));
    }

    private static String digest(TestPhotograph photograph) {
        try {
            return Sha256.of(photograph.image().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All parts, in the order of their names; products that the bundle knows and the data does not contain have none. */
    EvaluatedModel model(ModelBundle bundle) {
        Map<String, List<EvaluatedPart>> products = new TreeMap<>();
        bundle.thresholds().names().forEach(name -> products.put(name, List.of()));
        views.forEach((product, seen) -> products.put(
                product,
                seen.stream().collect(Collectors.groupingBy(View::identity)).values().stream()
                        .map(PartCollector::part)
                        .sorted(Comparator.comparing(EvaluatedPart::part))
                        .toList()));
        return new EvaluatedModel(
                bundle.digest(), bundle.model().name(), bundle.model().version(), products);
    }

    /** A part is defective if one of its views is; that view stands for it, whichever view a model finds worst, so that models are compared on it. */
    private static EvaluatedPart part(List<View> views) {
        View shown = views.stream()
                .min(Comparator.comparing((View view) -> !view.defective()).thenComparing(View::file))
                .orElseThrow();
        boolean isDecided = views.stream().allMatch(view -> view.decision().isPresent());
        return new EvaluatedPart(
                shown.sample().orElse(shown.file()),
                shown.file(),
                shown.defective(),
                shown.defect(),
                views.stream().mapToDouble(View::score).max().orElseThrow(),
                isDecided
                        ? views.stream()
                                .map(view -> view.decision().orElseThrow())
                                .max(Comparator.comparing(BY_SEVERITY::indexOf))
                        : Optional.empty());
    }
}
