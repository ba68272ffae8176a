// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.detector.training.TrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniadParityTest {
    private static final ComputeDevice CPU = TestDevice.CPU;
    private static final Scope SCOPE = Setting.ADER.scope();
    private static final Pattern MASK = Pattern.compile("(\\d+)x(\\d+)_n(\\d+)x(\\d+)\\.blocked");

    private final TensorFile fixture = Fixtures.tensors("uniad_tiny");
    private final JsonNode json = Fixtures.json("uniad_tiny");
    private final Map<String, HostTensor> state = fixture.under("param/");

    @Test
    void shouldBringAllFeaturesToOneMap() {
        List<HostTensor> given = inOrder(fixture.under("neck/in."));
        HostTensor want = fixture.tensor("neck/out");
        List<Input> features = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            features.add(new Input("feature" + i));
        }

        HostTensor got = run(features, List.of(Uniad.neck(features, want.size(2), want.size(3))), given)
                .get(0);

        Expected.close("neck/out", got, want, 1e-5, 1e-5);
    }

    @Test
    void shouldRebuildAndMapAsTheReference() {
        Input map = new Input("map");
        HostTensor pred = fixture.tensor("out/pred");
        Uniad.Rebuilt rebuilt = uniad().rebuild(map, SCOPE);
        Map<String, HostTensor> mid = fixture.under("mid/");
        List<Term> outputs = new ArrayList<>();
        outputs.add(rebuilt.map());
        outputs.add(Uniad.maps(map, rebuilt, pred.size(2), pred.size(3)));
        // the reference has the tokens first, then the images
        mid.forEach((module, want) -> {
            assertThat(rebuilt.modules()).containsKey(module);
            Term got = rebuilt.modules().get(module);
            outputs.add(want.shape().size() == 3 ? got.transpose(0, 1) : got);
        });

        List<HostTensor> got = run(List.of(map), outputs, List.of(fixture.tensor("neck/out")));

        Expected.close("out/feature_rec", got.get(0), fixture.tensor("out/feature_rec"), 1e-5, 1e-5);
        HostTensor maps = got.get(1);
        Expected.close("out/pred", HostTensor.of(maps.floats(), pred.shape()), pred, 1e-5, 1e-5);
        int i = 2;
        for (Map.Entry<String, HostTensor> module : mid.entrySet()) {
            Expected.close("mid/" + module.getKey(), got.get(i), module.getValue(), 1e-5, 1e-5);
            i++;
        }
        score("score/max_avgpool16", maps, ImageScore.maximumOfAverages(16));
        score("score/mean", maps, ImageScore.MEAN);
    }

    private void score(String name, HostTensor maps, ImageScore rule) {
        HostTensor want = fixture.tensor(name);
        float[] got = new float[want.size(0)];
        for (int i = 0; i < got.length; i++) {
            got[i] = (float) rule.of(
                    new AnomalyMap(maps.size(1), maps.size(2), maps.part(i).floats()));
        }
        Expected.close(name, HostTensor.of(got, want.shape()), want, 1e-5, 1e-5);
    }

    @Test
    void shouldMaskTheNeighboursOfTheReference() {
        Map<String, HostTensor> masks = fixture.under("mask/");
        assertThat(masks).isNotEmpty();
        masks.forEach((name, want) -> {
            Matcher sizes = MASK.matcher(name);
            assertThat(sizes.matches()).as(name).isTrue();
            boolean[][] blocked = new Neighbourhood(Integer.parseInt(sizes.group(3)), Integer.parseInt(sizes.group(4)))
                    .blocked(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)));
            byte[] got = new byte[blocked.length * blocked.length];
            for (int i = 0; i < got.length; i++) {
                got[i] = (byte) (blocked[i / blocked.length][i % blocked.length] ? 1 : 0);
            }
            assertThat(got).as(name).isEqualTo(want.bytes());
        });
    }

    @Test
    void shouldJitterAsTheReference() {
        Input tokens = new Input("tokens");
        Input noise = new Input("noise");
        HostTensor given = fixture.tensor("jitter/tokens");

        HostTensor got = run(
                        List.of(tokens, noise),
                        List.of(Uniad.jittered(tokens, noise, given.size(2))),
                        List.of(given, fixture.tensor("jitter/noise")))
                .get(0);

        Expected.close("jitter/out", got, fixture.tensor("jitter/out"), 1e-5, 1e-5);
    }

    @Test
    void shouldTakeTheGradientsOfTheReference() {
        try (TrainingStep training = training(optimiser("ader"))) {
            Map<String, HostTensor> got = training.gradients(List.of(fixture.tensor("neck/out")));
            fixture.under("grad1/")
                    .forEach((parameter, want) ->
                            Expected.close("grad1/" + parameter, got.get(parameter), want, 1e-5, 1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ader", "orig"})
    void shouldStepAsTheReference(String variant) {
        double rate = json.at("/variants/" + variant + "/lr").doubleValue();
        try (TrainingStep training = training(optimiser(variant))) {
            List<String> batches = List.of("neck/out", "neck/step2");
            for (int step = 1; step <= batches.size(); step++) {
                TrainingStep.Outcome outcome = training.step(List.of(fixture.tensor(batches.get(step - 1))), rate);
                Expected.close("loss of step " + step, outcome.loss(), value(variant, "loss", step), 0, 1e-5);
                Expected.close(
                        "gradient norm of step " + step,
                        outcome.gradientNorm(),
                        value(variant, "gradnorm", step),
                        0,
                        1e-4);
            }
            Map<String, HostTensor> got = training.state();
            fixture.under(variant + "2/")
                    .forEach((parameter, want) -> Expected.close(
                            variant + "2/" + parameter,
                            compared(parameter, got.get(parameter)),
                            compared(parameter, want),
                            1e-5,
                            1e-5));
        }
    }

    @Test
    void shouldHaveTheOptimisersOfBothReferences() {
        assertThat(Setting.ADER.optimiser()).isEqualTo(optimiser("ader"));
        assertThat(Setting.ORIGINAL.optimiser()).isEqualTo(optimiser("orig"));
    }

    /** Of a bias of all three projections without that of the keys: it has no influence, so its gradient is rounding only. */
    private static HostTensor compared(String parameter, HostTensor values) {
        if (!parameter.endsWith("in_proj_bias")) {
            return values;
        }
        float[] all = values.floats();
        int third = all.length / 3;
        Arrays.fill(all, third, 2 * third, 0);
        return HostTensor.of(all, values.shape());
    }

    private double value(String variant, String what, int step) {
        return json.path("values")
                .path("%s.%s_step%d".formatted(variant, what, step))
                .doubleValue();
    }

    private Optimiser optimiser(String variant) {
        JsonNode given = json.path("variants").path(variant);
        return new Optimiser(
                given.path("betas").get(0).doubleValue(),
                given.path("betas").get(1).doubleValue(),
                given.path("eps").doubleValue(),
                given.path("clip_grad_norm").doubleValue(),
                given.path("weight_decay").doubleValue(),
                given.path("no_decay").textValue().equals("none"));
    }

    private TrainingStep training(Optimiser optimiser) {
        Input map = new Input("map");
        Term loss = Uniad.loss(map, uniad().rebuild(map, SCOPE));
        return new TrainingStep(TrainingProgram.of(List.of(map), loss, state, optimiser), optimiser, CPU);
    }

    private Uniad uniad() {
        JsonNode shape = json.path("case");
        int channels = 0;
        for (JsonNode each : shape.path("inplanes")) {
            channels += each.intValue();
        }
        return new Uniad(
                channels,
                shape.path("feature_size").get(0).intValue(),
                shape.path("feature_size").get(1).intValue(),
                shape.path("hidden").intValue(),
                shape.path("heads").intValue(),
                shape.path("enc").intValue(),
                shape.path("dec").intValue(),
                shape.path("ffn").intValue(),
                new Neighbourhood(
                        shape.path("neighbor").get(0).intValue(),
                        shape.path("neighbor").get(1).intValue()));
    }

    private static List<HostTensor> inOrder(Map<String, HostTensor> numbered) {
        List<HostTensor> ordered = new ArrayList<>();
        for (int i = 0; i < numbered.size(); i++) {
            ordered.add(numbered.get(Integer.toString(i)));
        }
        return ordered;
    }

    private List<HostTensor> run(List<Input> inputs, List<? extends Term> outputs, List<HostTensor> arguments) {
        try (Program program = Program.load(
                ScoringProgram.of(inputs, outputs, state, archive -> Program.evaluate(archive, CPU)), CPU)) {
            return program.call("forward", arguments.toArray(new HostTensor[0]));
        }
    }
}
