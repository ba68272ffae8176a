// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.Expected;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Operation;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.invad.TinyInvad;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoringProgramTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldComputeWhatTheDescriptionSaysWordForWord(long seed) {
        Detector model = TinyInvad.detector(48, seed);
        TinyInvad.Scoring scoring = TinyInvad.scoring(model);
        HostTensor pictures = Preprocessing.imageNet(48, 48)
                .batch(List.of(TinyModels.noise(48, seed), TinyModels.noise(48, seed + 1)));

        HostTensor literal = run(literally(scoring.images(), scoring.maps(), model.state()), pictures);
        HostTensor lowered = run(lowered(scoring.images(), scoring.maps(), model.state()), pictures);

        Expected.close("maps", lowered, literal, 1e-5, 1e-5);
    }

    @Test
    void shouldLeaveNothingInTheProgramThatDoesNotDependOnThePicture() {
        Detector model = TinyInvad.detector(32, 1);
        TinyInvad.Scoring scoring = TinyInvad.scoring(model);

        Archive archive = lowered(scoring.images(), scoring.maps(), model.state());

        assertThat(archive.methods())
                .singleElement()
                .asString()
                .doesNotContain("batch_norm", "torch.transpose", "torch.expand");
        assertThat(archive.attributes()).extracting(Archive.Attribute::learned).containsOnly(false);
    }

    @Test
    void shouldWriteEqualProgramsAsEqualBytes() throws IOException {
        Detector model = TinyInvad.detector(32, 1);
        TinyInvad.Scoring scoring = TinyInvad.scoring(model);

        assertThat(bytes(lowered(scoring.images(), scoring.maps(), model.state())))
                .isEqualTo(bytes(lowered(scoring.images(), scoring.maps(), model.state())));
    }

    @Test
    void shouldNameWeightsThatDoNotFit() {
        Map<String, HostTensor> weights = new HashMap<>(TinyModels.encoderWeights(1));
        weights.remove("bn1.bias");
        weights.put("layer1.0.bn1.weight", HostTensor.of(new float[3], 3));
        Input input = new Input("picture");
        ResNet.Features features = TinyModels.ENCODER.describe(input, Scope.ROOT);

        assertThatThrownBy(() -> lowered(input, features.layers().get(2), weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bn1.bias is missing; layer1.0.bn1.weight has shape [3], not [8]");
    }

    private static Archive lowered(Input input, Term output, Map<String, HostTensor> state) {
        return ScoringProgram.of(
                List.of(input), List.of(output), state, archive -> Program.evaluate(archive, TestDevice.CPU));
    }

    /** The description, statement by statement, with nothing folded or computed beforehand. */
    private static Archive literally(Input input, Term output, Map<String, HostTensor> state) {
        Statements statements = new Statements(
                term -> term instanceof Parameter parameter ? state.get(parameter.name()) : null, Operation::code);
        statements.statement("return " + statements.write(List.of(output)).get(0));
        return new Archive(
                statements.attributes(),
                List.of(Statements.method("forward", List.of(input.name() + ": Tensor"), "Tensor", statements.body())));
    }

    private static HostTensor run(Archive archive, HostTensor pictures) {
        try (Program program = Program.load(archive, TestDevice.CPU)) {
            return program.call("forward", pictures).get(0);
        }
    }

    private static byte[] bytes(Archive archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.writeTo(out);
        return out.toByteArray();
    }
}
