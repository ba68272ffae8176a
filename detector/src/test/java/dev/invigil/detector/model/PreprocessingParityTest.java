// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreprocessingParityTest {
    @Test
    void shouldNormaliseBytesAsTheReference() {
        TensorFile fixture = Fixtures.tensors("preprocess");
        Input input = new Input("pictures");
        ComputeDevice cpu = TestDevice.CPU;
        Map<String, HostTensor> tensors = fixture.under("image/tensor.");
        assertThat(tensors).isNotEmpty();
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(input),
                        List.of(Preprocessing.imageNet(1, 1).normalise(input)),
                        Map.of(),
                        archive -> Program.evaluate(archive, cpu)),
                cpu)) {
            tensors.forEach((size, want) -> {
                HostTensor bytes = fixture.tensor("image/resized_u8." + size);
                HostTensor batch = bytes.reshape(1, bytes.size(0), bytes.size(1), bytes.size(2));
                Expected.close(size, program.call("forward", batch).get(0).part(0), want, 1e-6, 0);
            });
        }
    }
}
