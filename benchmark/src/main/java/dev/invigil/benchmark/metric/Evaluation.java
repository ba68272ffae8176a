// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A whole test set, class by class. Thread-safe. Metrics of several classes are computed at once; the result is the same whatever the
 * number of threads.
 *
 * <pre>{@code
 * try (Evaluation evaluation = Evaluation.of(classes, EvaluationOptions.defaults())) {
 *     evaluation.forClass("bottle").add(map, mask);   // for every test image
 *     EvaluationResult table = evaluation.result(MetricDefinition.ADER);
 * }
 * }</pre>
 */
public final class Evaluation implements AutoCloseable {
    private final Map<String, ClassEvaluation> classes = new LinkedHashMap<>();

    private Evaluation(List<String> names, EvaluationOptions options) {
        EvaluationOptions share = options.sharedBy(names.size());
        names.forEach(name -> classes.put(name, new ClassEvaluation(name, share)));
    }

    /** @param classes in the order of the table */
    public static Evaluation of(List<String> classes, EvaluationOptions options) {
        return new Evaluation(classes, options);
    }

    public Set<String> classes() {
        return classes.keySet();
    }

    /**
     * The collector of that class.
     *
     * @throws IllegalArgumentException if it is not among the classes
     */
    public ClassEvaluation forClass(String name) {
        ClassEvaluation found = classes.get(name);
        if (found == null) {
            throw new IllegalArgumentException("class " + name + " is not one of " + classes.keySet());
        }
        return found;
    }

    /**
     * The table of everything added so far; may be asked for in several definitions.
     *
     * @throws IllegalStateException if a class has no image
     */
    public EvaluationResult result(MetricDefinition definition) {
        return EvaluationResult.of(
                definition,
                classes.values().parallelStream()
                        .map(c -> c.metrics(definition))
                        .toList());
    }

    @Override
    public void close() {
        classes.values().forEach(ClassEvaluation::close);
    }
}
