// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.graph.BatchNorm;
import dev.invigil.detector.graph.Convolution;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Operation;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The description of a loss as a program that trains: its attributes are the network's state, and one call is one step. So
 * nothing but the loss passes between Java and the engine while a model is trained.
 *
 * <p>Methods:
 *
 * <ul>
 *   <li>{@link #STEP}(inputs…, schedule) takes the gradients, shortens them to the optimiser's norm, and steps.
 *       It returns the loss, and the gradients' norm before they were shortened. The schedule
 *       is three numbers: the learning rate, and {@link Optimiser#corrections} at step t = 1, 2, ….
 *   <li>{@link #GRADIENTS}(inputs…) returns the loss, then the gradients by the learned parameters. Batch norms are in training mode: they
 *       use the batch's statistics and move the running ones.
 *   <li>{@link #STATE}() returns all parameters and buffers.
 *   <li>{@link #SQUARES}() returns the optimiser's running means of squared gradients: of none if it is not adaptive.
 *   <li>{@link #MEANS}() returns the optimiser's running means of gradients: of none if it has no momentum.
 * </ul>
 *
 * @param archive the program
 * @param names what {@link #STATE} returns, by the reference's names
 * @param learned what {@link #GRADIENTS} returns after the loss, and whose squares {@link #SQUARES} returns, by the reference's names
 * @param steps that were taken before the program was written
 */
public record TrainingProgram(Archive archive, List<String> names, List<String> learned, int steps) {
    public static final String STEP = "step";
    public static final String GRADIENTS = "gradients";
    public static final String STATE = "state";
    public static final String SQUARES = "squares";
    public static final String MEANS = "means";

    /** PyTorch's numbers of these types. */
    private static final int FLOAT32 = 6;

    private static final int BFLOAT16 = 15;
    private static final String TENSORS = "List[Tensor]";
    private static final String SQUARES_OF = "squares_";
    private static final String MEANS_OF = "means_";

    public TrainingProgram {
        names = List.copyOf(names);
        learned = List.copyOf(learned);
    }

    /**
     * Writes the program of a training from its beginning, in float32.
     *
     * @param inputs in the order in which calls give them
     * @param loss the description of one number
     * @param state the values of all parameters before training, by name
     * @throws IllegalArgumentException if the state does not fit
     */
    public static TrainingProgram of(
            List<Input> inputs, Term loss, Map<String, HostTensor> state, Optimiser optimiser) {
        return of(inputs, loss, TrainingState.beginning(state), optimiser, Precision.FLOAT32);
    }

    /**
     * Writes the program of a training that continues from {@code state}, to the same bits as if it had never been interrupted.
     *
     * @param inputs in the order in which calls give them
     * @param loss the description of one number
     * @throws IllegalArgumentException if the state does not fit
     */
    public static TrainingProgram of(
            List<Input> inputs, Term loss, TrainingState state, Optimiser optimiser, Precision precision) {
        Map<String, HostTensor> values = NetworkState.select(List.of(loss), state.network());
        List<Parameter> parameters =
                List.copyOf(NetworkState.parameters(List.of(loss)).values());
        List<Parameter> learned = parameters.stream().filter(Parameter::learned).toList();
        List<String> arguments = new ArrayList<>(
                inputs.stream().map(input -> input.name() + ": Tensor").toList());

        Statements statements = new Statements(
                term -> term instanceof Parameter parameter ? values.get(parameter.name()) : null,
                operation -> inTraining(operation, precision));
        gradients(statements, loss, parameters, learned);
        String gradients = Statements.method(GRADIENTS, arguments, TENSORS, statements.body());

        arguments.add("schedule: Tensor");
        String step = Statements.method(STEP, arguments, TENSORS, step(inputs, learned, optimiser));
        String read = Statements.method(
                STATE, List.of(), TENSORS, lines("return " + list(parameters, TrainingProgram::attribute)));
        List<Parameter> moved = optimiser.hasMomentum() ? learned : List.of();
        List<Parameter> squared = optimiser.isAdaptive() ? learned : List.of();
        String readSquares = Statements.method(
                SQUARES, List.of(), TENSORS, lines("return " + list(squared, TrainingProgram::squares)));
        String readMeans =
                Statements.method(MEANS, List.of(), TENSORS, lines("return " + list(moved, TrainingProgram::means)));

        List<Archive.Attribute> attributes = new ArrayList<>(statements.attributes());
        for (Parameter parameter : squared) {
            attributes.add(new Archive.Attribute(
                    SQUARES_OF + Statements.identifier(parameter),
                    moments(parameter, state.squares(), state.steps()),
                    false));
        }
        for (Parameter parameter : moved) {
            attributes.add(new Archive.Attribute(
                    MEANS_OF + Statements.identifier(parameter),
                    moments(parameter, state.means(), state.steps()),
                    false));
        }
        return new TrainingProgram(
                new Archive(attributes, List.of(gradients, step, read, readSquares, readMeans)),
                names(parameters),
                names(learned),
                state.steps());
    }

    private static HostTensor moments(Parameter parameter, Map<String, HostTensor> kept, int steps) {
        HostTensor moments = kept.get(parameter.name());
        if (moments == null && steps == 0) {
            return Initialiser.constant(0).values(parameter.shape(), null);
        }
        if (moments == null || !moments.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException("the optimiser's state does not fit the network: " + parameter.name()
                    + (moments == null
                            ? " is missing"
                            : " has shape " + moments.shape() + ", not " + parameter.shape()));
        }
        return moments.toF32();
    }

    private static String inTraining(Operation operation, Precision precision) {
        if (operation instanceof BatchNorm norm) {
            return norm.trainingCode();
        }
        String code =
                operation instanceof Convolution convolution ? SafeConvolution.code(convolution) : operation.code();
        return precision == Precision.BFLOAT16 && operation.isWeighted()
                ? Statements.throughout(code, BFLOAT16, FLOAT32)
                : code;
    }

    private static void gradients(
            Statements statements, Term loss, List<Parameter> parameters, List<Parameter> learned) {
        statements.statement("_0 = torch.set_grad_enabled(True)");
        String value = statements.write(List.of(loss)).get(0);
        statements.statement("optional = torch.grad([%s], %s, None, None, False, False)"
                .formatted(value, list(learned, TrainingProgram::attribute)));
        statements.statement("_1 = torch.set_grad_enabled(False)");
        parameters.stream()
                .filter(parameter -> parameter.initialiser().equals(Initialiser.COUNTER))
                .forEach(counter -> statements.statement("_2 = torch.add_(%s, 1, 1)".formatted(attribute(counter))));
        statements.statement("results = [torch.detach(%s)]".formatted(value));
        statements.statement("for i in range(torch.len(optional)):");
        statements.statement("  _3 = torch.append(results, torch._unwrap_optional(optional[i]))");
        statements.statement("return results");
    }

    private static String step(List<Input> inputs, List<Parameter> learned, Optimiser optimiser) {
        List<Parameter> decayed = optimiser.weightDecay() == 0
                ? List.of()
                : learned.stream()
                        .filter(p -> optimiser.decaysAll() || p.shape().size() > 1)
                        .toList();
        String given = inputs.stream().map(Input::name).collect(Collectors.joining(", "));
        return lines(
                "rate = float(torch.select(schedule, 0, 0))",
                "correction = float(torch.select(schedule, 0, 1))",
                optimiser.hasMomentum()
                        ? "risen = torch.div(rate, float(torch.select(schedule, 0, 2)))"
                        : "risen = rate",
                "results = (self).gradients(%s)".formatted(given),
                "g = torch.slice(results, 1, None, 1)",
                "norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2), 0), 2, None, False, dtype=None)",
                "shrink = torch.clamp_max(torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), %s), 1.)"
                        .formatted(optimiser.clipNorm()),
                "w = " + list(decayed, TrainingProgram::attribute),
                "for i in range(torch.len(w)):",
                "  _0 = torch.mul_(w[i], torch.sub(1., torch.mul(rate, %s)))".formatted(optimiser.weightDecay()),
                "p = " + list(learned, TrainingProgram::attribute),
                "v = " + list(optimiser.isAdaptive() ? learned : List.of(), TrainingProgram::squares),
                "m = " + list(optimiser.hasMomentum() ? learned : List.of(), TrainingProgram::means),
                "for i in range(torch.len(p)):",
                "  h = torch.mul(g[i], shrink)",
                optimiser.hasMomentum()
                        ? "  k = torch.add_(torch.mul_(m[i], %s), h, alpha=%s)"
                                .formatted(optimiser.momentum(), 1 - optimiser.momentum())
                        : "  k = h",
                optimiser.isAdaptive()
                        ? "  s = torch.addcmul_(torch.mul_(v[i], %s), h, h, value=%s)"
                                .formatted(optimiser.decayRate(), 1 - optimiser.decayRate())
                        : "  s = h",
                optimiser.isAdaptive()
                        ? "  d = torch.add_(torch.div_(torch.sqrt(s), correction), %s)".formatted(optimiser.epsilon())
                        : "  d = s",
                optimiser.isAdaptive()
                        ? "  _1 = torch.addcdiv_(p[i], k, d, value=torch.neg(risen))"
                        : "  _1 = torch.add_(p[i], k, alpha=torch.neg(risen))",
                "return [results[0], norm]");
    }

    private static String attribute(Parameter parameter) {
        return "self." + Statements.identifier(parameter);
    }

    private static String squares(Parameter parameter) {
        return "self." + SQUARES_OF + Statements.identifier(parameter);
    }

    private static String means(Parameter parameter) {
        return "self." + MEANS_OF + Statements.identifier(parameter);
    }

    private static String list(List<Parameter> parameters, Function<Parameter, String> text) {
        return parameters.isEmpty()
                ? "annotate(List[Tensor], [])"
                : parameters.stream().map(text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String lines(String... lines) {
        return Stream.of(lines).map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    private static List<String> names(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::name).toList();
    }
}
