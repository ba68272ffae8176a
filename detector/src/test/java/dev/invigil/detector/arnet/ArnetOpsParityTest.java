// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Erasing, error and score against the reproduction. */
class ArnetOpsParityTest {
    private static final double TOLERANCE = 1e-6;
    private static final Input IMAGE = new Input("image");
    private static final Input OTHER = new Input("other");
    private static final Input MEANS = new Input("means");

    private final TensorFile fixture = Fixtures.tensors("arnet_ops");
    private final HostTensor image = fixture.tensor("image");
    private final HostTensor restored = fixture.tensor("restored");
    private final int channels = image.size(1);
    private final int height = image.size(2);
    private final int width = image.size(3);
    /** The restored images of all erasures on the batch's axis. */
    private final Term errors =
            new RestorationError(channels, height, width).maps(IMAGE, OTHER.reshape(-1, channels, height, width));

    @Test
    void shouldEraseColourAndOrientation() {
        HostTensor erased = run(List.of(IMAGE), Erasing.all(IMAGE).unsqueeze(2), image);

        Expected.close("erased", erased, fixture.tensor("erased"), TOLERANCE, 0);
    }

    @Test
    void shouldEraseByChoiceWhatItErasesInAll() {
        HostTensor all = fixture.tensor("erased");
        int images = all.size(0);
        for (int j = 0; j < Erasing.COUNT; j++) {
            float[] choice = new float[images * Erasing.COUNT];
            float[] want = new float[images * height * width];
            for (int i = 0; i < images; i++) {
                choice[i * Erasing.COUNT + j] = 1;
                System.arraycopy(all.part(i).part(j).floats(), 0, want, i * height * width, height * width);
            }
            HostTensor erased = run(
                    List.of(IMAGE, OTHER),
                    Erasing.chosen(IMAGE, OTHER),
                    image,
                    HostTensor.of(choice, images, Erasing.COUNT, 1, 1));

            Expected.close("erasure " + j, erased, HostTensor.of(want, images, 1, height, width), TOLERANCE, 0);
        }
    }

    @Test
    void shouldMeasureTheErrorOfEachErasure() {
        HostTensor l1 = run(List.of(IMAGE, OTHER), errors.spatialMean(), image, restored);

        Expected.close("l1", l1, fixture.tensor("l1"), TOLERANCE, 0);
    }

    @Test
    void shouldScoreByTheMeanOfTheMap() {
        Term score = RestorationError.normalised(errors, MEANS).unsqueeze(1).spatialMean();

        HostTensor got =
                run(List.of(IMAGE, OTHER, MEANS), score.squeeze(1), image, restored, fixture.tensor("train_mean_l1"));

        Expected.close("score", got, fixture.tensor("score"), TOLERANCE, 0);
    }

    private static HostTensor run(List<Input> inputs, Term output, HostTensor... values) {
        try (Program program = Program.load(
                ScoringProgram.of(
                        inputs,
                        List.of(output),
                        Map.of(),
                        preparation -> Program.evaluate(preparation, TestDevice.CPU)),
                TestDevice.CPU)) {
            return program.call("forward", values).get(0);
        }
    }
}
