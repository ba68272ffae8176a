// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.graph.BatchNorm;
import dev.invigil.detector.graph.Convolution;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Operation;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a description and its weights into a program that only does what depends on the input.
 *
 * <ol>
 *   <li>Batch norms are folded into the convolutions before them, by rewriting the weights' terms.
 *   <li>Terms that no input reaches (folded and scaled weights, the decoder's trunk before it is modulated) are computed
 *       once, by a program of their own, and become the attributes of the final one.
 * </ol>
 */
public final class ScoringProgram {
    private final Map<Term, Term> folded = new HashMap<>();
    private final Map<Term, Boolean> dependent = new HashMap<>();

    private ScoringProgram() {}

    /**
     * The program that computes {@code outputs}: method {@code forward}, the inputs in the given order as arguments, a list of tensors as
     * its result, or the tensor itself when it is one.
     *
     * @param state the values of all parameters, by name
     * @param evaluator runs the preparing program
     * @throws IllegalArgumentException if the state does not fit
     */
    public static Archive of(
            List<Input> inputs, List<? extends Term> outputs, Map<String, HostTensor> state, Evaluator evaluator) {
        return new ScoringProgram().lower(inputs, outputs, NetworkState.select(outputs, state), evaluator);
    }

    private Archive lower(
            List<Input> inputs, List<? extends Term> outputs, Map<String, HostTensor> state, Evaluator evaluator) {
        List<Term> roots = outputs.stream().map(this::fold).toList();
        List<Term> frontier = new ArrayList<>();
        Map<Term, Boolean> seen = new HashMap<>();
        roots.forEach(root -> collectFrontier(root, frontier, seen));

        Map<Term, HostTensor> prepared = new HashMap<>();
        if (!frontier.isEmpty()) {
            Statements preparation = new Statements(term -> parameterValue(term, state), Operation::code);
            List<String> results = preparation.write(frontier);
            preparation.statement("return [%s]".formatted(String.join(", ", results)));
            List<HostTensor> values = evaluator.evaluate(new Archive(
                    preparation.attributes(),
                    List.of(Statements.method("forward", List.of(), "List[Tensor]", preparation.body()))));
            for (int i = 0; i < frontier.size(); i++) {
                prepared.put(frontier.get(i), values.get(i));
            }
        }
        Statements statements = new Statements(
                term -> prepared.containsKey(term) ? prepared.get(term) : parameterValue(term, state), Operation::code);
        List<String> results = statements.write(roots);
        boolean single = results.size() == 1;
        statements.statement("return " + (single ? results.get(0) : "[" + String.join(", ", results) + "]"));
        List<String> arguments =
                inputs.stream().map(input -> input.name() + ": Tensor").toList();
        return new Archive(
                statements.attributes().stream()
                        .map(attribute -> new Archive.Attribute(attribute.name(), attribute.value(), false))
                        .toList(),
                List.of(Statements.method(
                        "forward", arguments, single ? "Tensor" : "List[Tensor]", statements.body())));
    }

    private static HostTensor parameterValue(Term term, Map<String, HostTensor> state) {
        return term instanceof Parameter parameter ? state.get(parameter.name()) : null;
    }

    /** The same term, with batch norms folded wherever a convolution comes before them. */
    private Term fold(Term term) {
        Term known = folded.get(term);
        if (known != null) {
            return known;
        }
        Term result = term;
        Optional<Convolution> convolution = term instanceof BatchNorm norm ? norm.folded() : Optional.empty();
        if (convolution.isPresent()) {
            result = fold(convolution.get());
        } else if (term instanceof Operation operation) {
            List<Term> operands = operation.operands().stream().map(this::fold).toList();
            result = operands.equals(operation.operands()) ? operation : operation.on(operands);
        }
        folded.put(term, result);
        return result;
    }

    /** Finds the operations that no input reaches but that something an input reaches, or the caller, reads. */
    private void collectFrontier(Term term, List<Term> frontier, Map<Term, Boolean> seen) {
        if (seen.put(term, true) != null || !(term instanceof Operation operation)) {
            return;
        }
        if (!dependsOnInput(term)) {
            frontier.add(term);
            return;
        }
        operation.operands().forEach(operand -> collectFrontier(operand, frontier, seen));
    }

    private boolean dependsOnInput(Term term) {
        Boolean known = dependent.get(term);
        if (known == null) {
            known = term instanceof Input
                    || (term instanceof Operation operation
                            && operation.operands().stream().anyMatch(this::dependsOnInput));
            dependent.put(term, known);
        }
        return known;
    }
}
