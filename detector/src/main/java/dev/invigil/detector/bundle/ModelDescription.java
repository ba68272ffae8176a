// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.model.DetectorSpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that a bundle says about its model, except the weights.
 *
 * @param name the model's name, such as the line's
 * @param version of this model under that name
 * @param created when
 * @param detector from image to score
 * @param classes the products that it knows, in the order of training; at least one, names are unique
 * @param provenance where it comes from
 */
public record ModelDescription(
        String name,
        String version,
        Instant created,
        DetectorSpec detector,
        List<CalibratedClass> classes,
        Provenance provenance) {
    public ModelDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(provenance, "provenance");
        classes = List.copyOf(classes);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one product");
        }
        Set<String> names = new HashSet<>();
        for (CalibratedClass known : classes) {
            if (!names.add(known.name())) {
                throw new IllegalArgumentException("product " + known.name() + " is listed twice");
            }
        }
    }

    /** The thresholds of a product for cameras in general; empty when the model does not know it: its parts cannot be scored. */
    public Optional<ClassThreshold> threshold(String product) {
        return known(product).map(CalibratedClass::threshold);
    }

    /** What the model knows of a product. */
    public Optional<CalibratedClass> known(String product) {
        return classes.stream().filter(known -> known.name().equals(product)).findFirst();
    }

    /** The names of all products that the model knows. */
    public Set<String> products() {
        return classes.stream().map(CalibratedClass::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same model with another account of where it comes from. */
    public ModelDescription with(Provenance other) {
        return new ModelDescription(name, version, created, detector, classes, other);
    }

    /** The same model with another detector. */
    public ModelDescription with(DetectorSpec other) {
        return new ModelDescription(name, version, created, other, classes, provenance);
    }

    /**
     * The model that was made from this one by a change of what it remembers.
     *
     * @param from digest of the bundle that was changed
     */
    public ModelDescription changed(String newVersion, Instant when, String from) {
        return new ModelDescription(name, newVersion, when, detector, classes, provenance.startedFrom(from));
    }

    /** The same model with other thresholds. */
    public ModelDescription withClasses(List<CalibratedClass> calibrated) {
        return new ModelDescription(name, version, created, detector, calibrated, provenance);
    }
}
