// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.model;

import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.Environment;
import dev.invigil.detector.bundle.Evaluation;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.model.Preprocessing;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How two models differ, as their bundles say.
 *
 * @param left the first model
 * @param right the second model
 * @param facts where they come from and how they compute, only what differs
 * @param products all products of both, with their thresholds
 * @param metrics what was measured of both on the same images by the same definition
 */
public record ModelDiff(Side left, Side right, List<Fact> facts, List<Product> products, List<Metric> metrics) {
    /** The name of a mean over products. */
    public static final String MEAN = "mean";

    /** One of the two models. */
    public record Side(String name, String version, String digest) {}

    /** A property with its two values. */
    public record Fact(String name, String left, String right) {}

    /** A product with its thresholds in both models; empty where the model does not know it. */
    public record Product(String name, Optional<Limits> left, Optional<Limits> right) {}

    /**
     * The thresholds of a product for cameras in general.
     *
     * @param reject a score above it is a REJECT
     * @param review a score above it is at least a REVIEW
     * @param calibrationScores how many scores they rest on
     * @param trainingParts how many good parts the model was trained on
     */
    public record Limits(double reject, double review, int calibrationScores, int trainingParts) {}

    /**
     * A value that was measured of both.
     *
     * @param definition of the metric
     * @param dataDigest of the test images
     * @param product or {@value #MEAN}
     */
    public record Metric(
            String definition, String dataDigest, String product, String metric, double left, double right) {}

    /** Compares two bundles. */
    public static ModelDiff of(ModelBundle left, ModelBundle right) {
        return new ModelDiff(side(left), side(right), facts(left, right), products(left, right), metrics(left, right));
    }

    private static Side side(ModelBundle bundle) {
        return new Side(bundle.model().name(), bundle.model().version(), bundle.digest());
    }

    private static List<Fact> facts(ModelBundle left, ModelBundle right) {
        Map<String, String> before = facts(left);
        Map<String, String> after = facts(right);
        List<Fact> different = new ArrayList<>();
        before.forEach((name, value) -> {
            String other = after.get(name);
            if (!value.equals(other)) {
                different.add(new Fact(name, value, other));
            }
        });
        return List.copyOf(different);
    }

    /** In the order in which they are shown; every model has the same names. */
    private static Map<String, String> facts(ModelBundle bundle) {
        ModelDescription model = bundle.model();
        Provenance provenance = model.provenance();
        Provenance.Recipe recipe = provenance.recipe();
        Preprocessing input = model.detector().preprocessing();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("name", model.name());
        facts.put("version", model.version());
        facts.put("created", model.created().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put(
                "detector", model.detector().family() + ", " + model.detector().encoderName());
        facts.put("input", input.width() + " x " + input.height() + " pixels");
        facts.put("training data", brief(provenance.dataDigest()));
        facts.put("seed", Long.toString(provenance.seed()));
        facts.put("epochs", Integer.toString(recipe.epochs()));
        facts.put("batch", Integer.toString(recipe.batch()));
        facts.put("learning rate", Double.toString(recipe.learningRate()));
        facts.put("calibration share", Double.toString(recipe.calibrationShare()));
        facts.put("precision", recipe.precision().name().toLowerCase(Locale.ROOT));
        facts.put(
                "backbone",
                provenance
                        .backbone()
                        .map(backbone -> backbone.file() + " " + brief(backbone.sha256()))
                        .orElse("none"));
        facts.put("made by", "Invigil " + provenance.codeVersion());
        facts.put(
                "made on",
                provenance.environment().map(Environment::device).orElse("unknown") + ", "
                        + provenance.environment().map(Environment::engine).orElse("unknown engine"));
        facts.put("self-test", bundle.selfTest().isPresent() ? "yes" : "no");
        return facts;
    }

    private static List<Product> products(ModelBundle left, ModelBundle right) {
        Set<String> names = new TreeSet<>();
        left.model().classes().forEach(known -> names.add(known.name()));
        right.model().classes().forEach(known -> names.add(known.name()));
        return names.stream()
                .map(name -> new Product(name, limits(left, name), limits(right, name)))
                .toList();
    }

    private static Optional<Limits> limits(ModelBundle bundle, String product) {
        return bundle.model().known(product).map(ModelDiff::limits);
    }

    private static Limits limits(CalibratedClass known) {
        return new Limits(
                known.threshold().reject(),
                known.threshold().review(),
                known.calibrationScores().size(),
                known.trainingParts());
    }

    /** The newest measurement of each, where definition and images are the same. */
    private static List<Metric> metrics(ModelBundle left, ModelBundle right) {
        Map<String, Evaluation> before = evaluations(left);
        List<Metric> metrics = new ArrayList<>();
        evaluations(right).forEach((key, after) -> {
            if (before.containsKey(key)) {
                Evaluation other = before.get(key);
                metrics.addAll(metrics(after, MEAN, other.mean(), after.mean()));
                after.products()
                        .forEach((product, values) -> metrics.addAll(
                                metrics(after, product, other.products().getOrDefault(product, Map.of()), values)));
            }
        });
        return List.copyOf(metrics);
    }

    private static Map<String, Evaluation> evaluations(ModelBundle bundle) {
        Map<String, Evaluation> newest = new TreeMap<>();
        bundle.model()
                .provenance()
                .evaluations()
                .forEach(one -> newest.put(one.definition() + " " + one.dataDigest(), one));
        return newest;
    }

    private static List<Metric> metrics(
            Evaluation evaluation, String product, Map<String, Double> left, Map<String, Double> right) {
        return right.entrySet().stream()
                .filter(value -> left.containsKey(value.getKey()))
                .map(value -> new Metric(
                        evaluation.definition(),
                        evaluation.dataDigest(),
                        product,
                        value.getKey(),
                        left.get(value.getKey()),
                        value.getValue()))
                .toList();
    }

    private static String brief(String digest) {
        return digest.substring(0, 12);
    }
}
