// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.single;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.evaluate.ImageScorer;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.runtime.ComputeDevice;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Inspects single image files with a bundle. */
public final class SingleImageScoring {
    private final ModelBundle bundle;
    private final LineConditions conditions;
    private final List<String> products;
    private final Photographs photographs;

    /** Without camera rules and overrides. */
    public SingleImageScoring(ModelBundle bundle) {
        this(bundle, LineConditions.NONE);
    }

    /** @param conditions which rules and overrides apply */
    public SingleImageScoring(ModelBundle bundle, LineConditions conditions) {
        this.bundle = bundle;
        this.conditions = conditions;
        this.products =
                bundle.model().classes().stream().map(CalibratedClass::name).toList();
        this.photographs = new Photographs(bundle.model().detector().preprocessing());
    }

    /**
     * @param files the images
     * @param product the product of all of them; if absent, the only product of the bundle, or the one that a folder of the
     *     image's path is named after
     * @return in the order of the files
     * @throws BenchmarkException naming a file that is not an image, or whose product is unknown
     */
    public List<ScoredImage> score(List<Path> files, Optional<String> product, ComputeDevice device) {
        Map<Path, String> productOf = new LinkedHashMap<>();
        files.forEach(file -> productOf.put(file, product.orElseGet(() -> productOf(file))));
        productOf.values().forEach(this::requireKnown);
        Inspector inspector = bundle.inspector(conditions.rules());
        Map<Path, ScoredImage> scored = new ConcurrentHashMap<>();
        try (ImageScorer scorer = new ImageScorer(bundle, device)) {
            scorer.scoreWithFeatures(
                    List.copyOf(productOf.keySet()), Picture::of, productOf::get, (file, map, features) -> {
                        String named = productOf.get(file);
                        scored.put(
                                file,
                                new ScoredImage(
                                        file,
                                        named,
                                        photographs.original(Picture.of(file)),
                                        inspector.inspect(
                                                map,
                                                bundle.prototypes().check(named, features),
                                                conditions.point(named),
                                                conditions.overrides(),
                                                conditions.now())));
                    });
        }
        return files.stream().map(scored::get).toList();
    }

    private String productOf(Path file) {
        if (products.size() == 1) {
            return products.get(0);
        }
        List<String> named = StreamSupport.stream(file.toAbsolutePath().spliterator(), false)
                .map(Path::toString)
                .filter(products::contains)
                .distinct()
                .toList();
        if (named.size() != 1) {
            throw new BenchmarkException(file + ": its product is unknown; name it with --product, one of " + known());
        }
        return named.get(0);
    }

    private void requireKnown(String product) {
        if (!products.contains(product)) {
            throw new BenchmarkException(
                    "the model does not know the product \"" + product + "\"; it knows " + known());
        }
    }

    private String known() {
        return products.stream().sorted().collect(Collectors.joining(", "));
    }

    /**
     * What is suspicious about the image's 16-bit samples under the model's depth, with the remedy; empty when nothing is.
     *
     * @param file that {@link #refusal} does not refuse
     */
    public Optional<String> complaint(Path file) {
        return photographs.complaint(Picture.of(file));
    }

    /**
     * Why a file cannot be scored, in a line that names it: it is missing, is not an image, or its product is not known. Empty if it
     * can be scored; then {@link #score} does not fail because of it.
     *
     * @param product as in {@link #score}
     */
    public Optional<String> refusal(Path file, Optional<String> product) {
        if (!Files.isRegularFile(file)) {
            return Optional.of(file + ": no such file");
        }
        try {
            if (product.isEmpty()) {
                productOf(file);
            }
            photographs.original(Picture.of(file));
            return Optional.empty();
        } catch (BenchmarkException e) {
            return Optional.of(e.getMessage());
        } catch (UncheckedIOException e) {
            return Optional.of(file + ": cannot be read: " + e.getCause().getMessage());
        }
    }
}
