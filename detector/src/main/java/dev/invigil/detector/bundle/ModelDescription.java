// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.decision.ClassThreshold;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a bundle says about its model, besides the weights.
 *
 * @param name the model's name, such as the line's
 * @param version of this model under that name
 * @param created when
 * @param classes what it knows, in the order of training; at least one, no name twice
 * @param metrics measured on held-out data, as fractions: by class name, or {@code mean}, then by metric; may be empty
 */
public record ModelDescription(
        String name,
        String version,
        Instant created,
        DetectorConfiguration detector,
        EncoderConfiguration encoder,
        Preprocessing preprocessing,
        List<CalibratedClass> classes,
        Provenance provenance,
        Map<String, Map<String, Double>> metrics) {
    public ModelDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(provenance, "provenance");
        classes = List.copyOf(classes);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("a model knows at least one class");
        }
        Set<String> names = new HashSet<>();
        for (CalibratedClass known : classes) {
            if (!names.add(known.name())) {
                throw new IllegalArgumentException("class " + known.name() + " is listed twice");
            }
        }
        Map<String, Map<String, Double>> sorted = new TreeMap<>();
        metrics.forEach((of, values) -> sorted.put(of, Collections.unmodifiableMap(new TreeMap<>(values))));
        metrics = Collections.unmodifiableMap(sorted);
    }

    /** The thresholds of a product for cameras in general; empty when the model does not know it: its parts cannot be scored. */
    public Optional<ClassThreshold> threshold(String product) {
        return known(product).map(CalibratedClass::threshold);
    }

    /** What the model knows of a product. */
    public Optional<CalibratedClass> known(String product) {
        return classes.stream().filter(known -> known.name().equals(product)).findFirst();
    }

    /** The same model with other thresholds. */
    public ModelDescription withClasses(List<CalibratedClass> calibrated) {
        return new ModelDescription(
                name, version, created, detector, encoder, preprocessing, calibrated, provenance, metrics);
    }
}
