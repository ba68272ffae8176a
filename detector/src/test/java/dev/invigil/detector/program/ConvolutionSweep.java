// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Runs every form of convolution forward and backward, one after the other, in a process that is expected to live. Run it under an
 * allocator that checks: {@link ConvolutionSweepTest} does for the few forms most at risk, {@code .ci/sweep} for all.
 */
final class ConvolutionSweep {
    /** All forms instead of the few most at risk. */
    static final String FULL = "full";

    /** The strided 1 x 1 convolutions as they must not be written, see {@link SafeConvolution}. */
    static final String UNSAFE = "unsafe";

    /** What the process prints last. */
    static final String DONE = "all forms done";

    private static final Pattern SLICED = Pattern.compile(
            "torch\\.conv2d\\(torch\\.slice\\(torch\\.slice\\((\\w+), 2, None, None, (\\d)\\), 3, None, None, \\d\\), (.*?), \\[1, 1]");
    private static final int PICTURES = 4;
    private static final int CALLS = 3;

    private ConvolutionSweep() {}

    /** How the kernel moves. The first three are what residual networks shorten features with. */
    private enum Kernel {
        ONE_STRIDED(1, 2, 0),
        THREE_STRIDED(3, 2, 1),
        ONE(1, 1, 0),
        THREE(3, 1, 1),
        SEVEN_STRIDED(7, 2, 3),
        TWO_BY_TWO(2, 2, 0),
        FOUR_BY_FOUR(4, 4, 0),
        ONE_WIDELY_STRIDED(1, 4, 0),
        TRANSPOSED(3, 2, 0),
        DEPTHWISE(4, 1, 2);

        private final int size;
        private final int stride;
        private final int padding;

        Kernel(int size, int stride, int padding) {
            this.size = size;
            this.stride = stride;
            this.padding = padding;
        }
    }

    private record Form(Kernel kernel, int from, int to, int side, boolean innermost, Precision precision) {
        Term loss(Input x, Input zeros) {
            Term scale = Scope.ROOT.in("scale").learned("weight", Initialiser.normal(1), 1, from, 1, 1);
            // the scale makes the engine take the gradient by the convolution's input, too
            Term input = (innermost ? x.permute(0, 3, 1, 2) : x).times(scale);
            Term result = convolved(input);
            return result.times(result).spatialMean().meanSquaredError(zeros);
        }

        private Term convolved(Term input) {
            Scope scope = Scope.ROOT.in("convolution");
            Initialiser normal = Initialiser.normal(0.1);
            return switch (kernel) {
                case TRANSPOSED ->
                    input.convTranspose2d(scope.learned("weight", normal, from, to, kernel.size, kernel.size));
                case DEPTHWISE ->
                    input.depthwise(scope.learned("weight", normal, kernel.size, kernel.size), from, kernel.padding);
                default ->
                    input.conv2d(
                            scope.learned("weight", normal, to, from, kernel.size, kernel.size),
                            kernel.stride,
                            kernel.padding);
            };
        }

        int results() {
            return kernel == Kernel.DEPTHWISE ? from : to;
        }
    }

    /** @param arguments any of {@link #FULL} and {@link #UNSAFE} */
    public static void main(String[] arguments) {
        List<String> wishes = List.of(arguments);
        List<Form> forms = forms(wishes.contains(FULL));
        for (int i = 0; i < forms.size(); i++) {
            // before it runs: the last line names what ended the process
            System.out.println((i + 1) + " of " + forms.size() + ": " + forms.get(i));
            run(forms.get(i), wishes.contains(UNSAFE));
        }
        System.out.println(DONE);
    }

    private static List<Form> forms(boolean full) {
        List<Integer> channels =
                full ? List.of(1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 64, 128, 256) : List.of(3, 4, 8);
        List<Integer> results = full ? List.of(1, 3, 4, 8, 12, 64, 256) : List.of(4, 8);
        List<Integer> sides = full ? List.of(24, 9) : List.of(24);
        List<Precision> precisions = full ? List.of(Precision.values()) : List.of(Precision.FLOAT32);
        List<Form> forms = new ArrayList<>();
        for (Kernel kernel : Kernel.values()) {
            for (Precision precision : precisions) {
                for (boolean innermost : full ? new boolean[] {true, false} : new boolean[] {true}) {
                    for (int side : sides) {
                        for (int from : channels) {
                            results.forEach(to -> forms.add(new Form(kernel, from, to, side, innermost, precision)));
                        }
                    }
                }
            }
        }
        return forms;
    }

    private static void run(Form form, boolean unsafe) {
        Input x = new Input("x");
        Input zeros = new Input("zeros");
        Term loss = form.loss(x, zeros);
        Map<String, HostTensor> state = NetworkState.initial(List.of(loss), new SplittableRandom(1));
        Archive safe = TrainingProgram.of(
                        List.of(x, zeros), loss, TrainingState.beginning(state), Optimiser.OFFICIAL, form.precision)
                .archive();
        Archive archive = unsafe ? strided(safe) : safe;
        int side = form.side;
        HostTensor pictures =
                form.innermost ? values(PICTURES, side, side, form.from) : values(PICTURES, form.from, side, side);
        HostTensor target = HostTensor.of(new float[PICTURES * form.results()], PICTURES, form.results());
        try (Program program = Program.load(archive, TestDevice.CPU)) {
            for (int call = 0; call < CALLS; call++) {
                for (HostTensor result :
                        program.callWithGradients(TrainingProgram.GRADIENTS, List.of(pictures, target))) {
                    for (double value : result.doubles()) {
                        if (!Double.isFinite(value)) {
                            throw new IllegalStateException("a gradient is " + value + ": " + form);
                        }
                    }
                }
            }
        }
    }

    private static Archive strided(Archive safe) {
        return new Archive(
                safe.attributes(),
                safe.methods().stream()
                        .map(method -> SLICED.matcher(method).replaceAll("torch.conv2d($1, $3, [$2, $2]"))
                        .toList());
    }

    private static HostTensor values(Integer... shape) {
        int size = 1;
        for (int each : shape) {
            size *= each;
        }
        float[] values = new float[size];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return HostTensor.of(values, shape);
    }
}
