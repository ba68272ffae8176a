// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvadParityTest {
    private static final ComputeDevice CPU = TestDevice.CPU;

    @ParameterizedTest
    @ValueSource(strings = {"invad_tiny", "invad_tiny_lite"})
    void shouldRebuildTheFeaturesOfTheReference(String name) {
        TensorFile fixture = Fixtures.tensors(name);
        Map<String, HostTensor> state = fixture.under("param/");
        Invad invad = TinyInvad.of(state);
        int levels = invad.channels().size();
        List<Input> inputs = new ArrayList<>();
        List<HostTensor> arguments = new ArrayList<>();
        List<Term> features = features(fixture, levels, inputs, arguments);
        List<Term> fused = invad.fuse(features);
        List<Term> outputs = new ArrayList<>(features);
        outputs.addAll(fused);
        outputs.addAll(invad.decode(fused));

        List<HostTensor> got = run(inputs, outputs, state, arguments);

        for (int i = 0; i < levels; i++) {
            Expected.close("feat/" + i, got.get(i), fixture.tensor("feat/" + i), 1e-5, 1e-5);
            Expected.close("fused/" + i, got.get(levels + i), fixture.tensor("fused/" + i), 1e-5, 1e-5);
            Expected.close("pred/" + i, got.get(2 * levels + i), fixture.tensor("pred/" + i), 1e-4, 1e-5);
        }
    }

    private static List<Term> features(TensorFile fixture, int levels, List<Input> inputs, List<HostTensor> arguments) {
        if (fixture.tensors().containsKey("input/infer.image")) {
            inputs.add(new Input("picture"));
            arguments.add(fixture.tensor("input/infer.image"));
            ResNet encoder = ResNet.of(fixture.under("param/" + InvadFamily.ENCODER.prefix()), false);
            return encoder.describe(inputs.get(0), InvadFamily.ENCODER).layers();
        }
        for (int i = 0; i < levels; i++) {
            inputs.add(new Input("feature" + i));
            arguments.add(fixture.tensor("input/infer.feat." + i));
        }
        return List.copyOf(inputs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invad_tiny", "invad_tiny_lite"})
    void shouldMapTheAnomaliesAsTheReference(String name) {
        TensorFile fixture = Fixtures.tensors(name);
        JsonNode configuration = Fixtures.json(name);
        int size = configuration.at("/case/size").intValue();
        Levels levels = Levels.of(fixture, "feat/", "pred/");

        fixture.under("amap/").forEach((mode, want) -> {
            // uni_cos_s4: merging, measure, sigma
            String[] parts = mode.split("_");
            MapKind kind = new MapKind(
                    parts[0].equals("uni") ? MapKind.Merging.UNIFIED : MapKind.Merging.SUM,
                    parts[1].equals("cos") ? MapKind.Measure.COSINE : MapKind.Measure.L2);
            HostTensor map = levels.run(kind.describe(levels.targets, levels.rebuilt, size, size));
            HostTensor smooth = MapKindParityTest.smooth(map, Double.parseDouble(parts[2].substring(1)));
            Expected.close(mode, smooth, want, 1e-5, 1e-5);
            if (fixture.tensors().containsKey("score/" + mode + ".max")) {
                Expected.close(mode, maxima(smooth), fixture.tensor("score/" + mode + ".max"), 1e-5, 1e-5);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"invad_tiny", "invad_tiny_lite"})
    void shouldLoseAsTheReference(String name) {
        TensorFile fixture = Fixtures.tensors(name);
        JsonNode values = Fixtures.json(name).path("values");
        Levels levels = Levels.of(fixture, "feat/", "pred/");

        HostTensor loss = levels.run(
                Invad.loss(levels.targets, levels.rebuilt, values.path("lam").doubleValue()));

        Expected.close("loss", loss.doubles()[0], values.path("eval_loss_l2").doubleValue(), 0, 1e-5);
    }

    private static HostTensor maxima(HostTensor maps) {
        float[] maxima = new float[maps.size(0)];
        for (int i = 0; i < maxima.length; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (double value : maps.part(i).doubles()) {
                max = Math.max(max, value);
            }
            maxima[i] = (float) max;
        }
        return HostTensor.of(maxima, maxima.length);
    }

    private static List<HostTensor> run(
            List<Input> inputs, List<Term> outputs, Map<String, HostTensor> state, List<HostTensor> arguments) {
        try (Program program = Program.load(
                ScoringProgram.of(inputs, outputs, state, archive -> Program.evaluate(archive, CPU)), CPU)) {
            return program.call("forward", arguments.toArray(new HostTensor[0]));
        }
    }

    /** Features and their reconstruction, both given. */
    record Levels(List<Input> targets, List<Input> rebuilt, List<HostTensor> arguments) {
        static Levels of(TensorFile fixture, String targets, String rebuilt) {
            Map<String, HostTensor> wanted = fixture.under(targets);
            Map<String, HostTensor> predicted = fixture.under(rebuilt);
            List<HostTensor> arguments = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                arguments.add(wanted.get(Integer.toString(i)));
            }
            for (int i = 0; i < wanted.size(); i++) {
                arguments.add(predicted.get(Integer.toString(i)));
            }
            return new Levels(inputs("target", wanted.size()), inputs("rebuilt", wanted.size()), arguments);
        }

        private static List<Input> inputs(String name, int count) {
            return IntStream.range(0, count).mapToObj(i -> new Input(name + i)).toList();
        }

        HostTensor run(Term output) {
            List<Input> inputs = new ArrayList<>(targets);
            inputs.addAll(rebuilt);
            return InvadParityTest.run(inputs, List.of(output), Map.of(), arguments)
                    .get(0);
        }
    }
}
