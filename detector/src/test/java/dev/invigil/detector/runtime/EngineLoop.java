// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import dev.invigil.detector.TinyModels;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.invad.TinyInvad;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.program.TrainingProgram;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.TrainingStep;
import java.util.List;

/** A process that starts the engine, loads, scores and trains until it is ended from outside. It knows nothing of its end. */
final class EngineLoop {
    private static final int SIZE = 64;

    private EngineLoop() {}

    /** @param arguments {@code score} or {@code train} */
    public static void main(String[] arguments) {
        boolean training = arguments[0].equals("train");
        System.out.println("started");
        ComputeDevice device = ComputeDevice.cpu();
        while (true) {
            try {
                if (training) {
                    train(device);
                } else {
                    score(device);
                }
            } catch (EngineClosedException e) {
                System.out.println("closed");
                return;
            }
        }
    }

    private static void score(ComputeDevice device) {
        Detector model = TinyInvad.detector(SIZE, 1);
        TinyInvad.Scoring scoring = TinyInvad.scoring(model);
        HostTensor batch =
                model.spec().preprocessing().batch(List.of(TinyModels.noise(SIZE, 1), TinyModels.noise(SIZE, 2)));
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(scoring.images()),
                        List.of(scoring.maps()),
                        model.state(),
                        preparation -> Program.evaluate(preparation, device)),
                device)) {
            for (int i = 0; i < 20; i++) {
                program.call("forward", batch);
            }
        }
    }

    private static void train(ComputeDevice device) {
        Input picture = new Input("picture");
        Input target = new Input("target");
        ResNet encoder = TinyModels.ENCODER;
        Term loss = encoder.describe(picture, Scope.ROOT)
                .layers()
                .get(2)
                .spatialMean()
                .meanSquaredError(target);
        HostTensor pictures = HostTensor.of(new float[8 * 3 * SIZE * SIZE], 8, 3, SIZE, SIZE);
        HostTensor targets = HostTensor.of(new float[8 * 16], 8, 16);
        try (TrainingStep training = new TrainingStep(
                TrainingProgram.of(List.of(picture, target), loss, TinyModels.encoderWeights(1), Optimiser.OFFICIAL),
                Optimiser.OFFICIAL,
                device)) {
            for (int i = 0; i < 20; i++) {
                training.step(List.of(pictures, targets), 0.001);
            }
        }
    }
}
