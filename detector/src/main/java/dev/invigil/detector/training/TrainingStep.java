// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.graph.Term;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network in training: holds its state on the device and moves it batch by batch. One thread at a time. */
public final class TrainingStep implements AutoCloseable {
    private final TrainingProgram description;
    private final Program program;
    private final Optimiser optimiser;
    private int steps;

    /** Loads the program, whose state is the one it was written with. */
    public TrainingStep(TrainingProgram description, Optimiser optimiser, ComputeDevice device) {
        this.description = description;
        this.program = Program.load(description.archive(), device);
        this.optimiser = optimiser;
        this.steps = description.steps();
    }

    /**
     * What a step saw before it changed anything.
     *
     * @param loss of the batch
     * @param gradientNorm length of all gradients together, before it was shortened
     */
    public record Outcome(double loss, double gradientNorm) {}

    /** One step on a batch. */
    public Outcome step(List<HostTensor> batch, double learningRate) {
        steps++;
        double[] corrections = optimiser.corrections(steps);
        List<HostTensor> arguments = new ArrayList<>(batch);
        arguments.add(HostTensor.of(new double[] {learningRate, corrections[0], corrections[1]}, List.of(3)));
        List<HostTensor> results = program.callWithGradients(TrainingProgram.STEP, arguments);
        return new Outcome(results.get(0).doubles()[0], results.get(1).doubles()[0]);
    }

    /** The gradients by each learned parameter, without a step; running statistics move as in a step. */
    public Map<String, HostTensor> gradients(List<HostTensor> batch) {
        List<HostTensor> results = program.callWithGradients(TrainingProgram.GRADIENTS, batch);
        return named(description.learned(), results.subList(1, results.size()));
    }

    /** All parameters and buffers as they are now, by name. */
    public Map<String, HostTensor> state() {
        return named(description.names(), program.call(TrainingProgram.STATE));
    }

    /** All that is needed to continue from here in another process, see {@link TrainingProgram#of(List, Term, TrainingState, Optimiser, Precision)}. */
    public TrainingState snapshot() {
        return new TrainingState(
                steps,
                state(),
                named(description.learned(), program.call(TrainingProgram.SQUARES)),
                named(description.learned(), program.call(TrainingProgram.MEANS)));
    }

    private static Map<String, HostTensor> named(List<String> names, List<HostTensor> tensors) {
        Map<String, HostTensor> named = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            named.put(names.get(i), tensors.get(i));
        }
        return named;
    }

    @Override
    public void close() {
        program.close();
    }
}
