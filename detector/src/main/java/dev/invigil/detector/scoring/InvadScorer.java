// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.scoring;

import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.network.Input;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.network.Picture;
import dev.invigil.detector.network.Term;
import dev.invigil.detector.program.Archive;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An InvAD on a device. Belongs to the thread that opened it. */
public final class InvadScorer implements AutoCloseable {
    private final Program program;
    private final int size;
    private final Thread owner = Thread.currentThread();

    private InvadScorer(Program program, int size) {
        this.program = program;
        this.size = size;
    }

    /**
     * Loads a model. What does not depend on the picture is computed here.
     *
     * @throws IllegalArgumentException if the model's state is incomplete or contradicts itself
     */
    public static InvadScorer open(InvadModel model, ComputeDevice device) {
        InvadModel.Scoring scoring = model.scoring();
        Archive archive = archive(model, scoring.pictures(), List.of(scoring.maps(), scoring.pooled()), device);
        return new InvadScorer(Program.load(archive, device), model.pictureSize());
    }

    /**
     * Writes the scoring program as a TorchScript file, which {@code torch.jit.load} reads: {@code forward(pictures)} takes bytes
     * N,size,size,3 (RGB) and gives maps N,size,size before smoothing.
     */
    public static void export(InvadModel model, Path file) throws IOException {
        InvadModel.Scoring scoring = model.scoring();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            archive(model, scoring.pictures(), List.of(scoring.maps()), ComputeDevice.cpu())
                    .writeTo(out);
        }
    }

    private static Archive archive(InvadModel model, Input pictures, List<Term> outputs, ComputeDevice device) {
        return ScoringProgram.of(
                List.of(pictures), outputs, model.state(), preparation -> Program.evaluate(preparation, device));
    }

    /** Height and width of the pictures and maps. */
    public int pictureSize() {
        return size;
    }

    /**
     * What a batch gave.
     *
     * @param maps one per picture, in order, not yet smoothed
     * @param pooled each picture's pooled features, in the same order, see {@link dev.invigil.detector.network.ResNet#pooled}
     * @param forward from the first byte handed to the engine to the last value back
     */
    public record Batch(List<AnomalyMap> maps, List<float[]> pooled, Duration forward) {
        public Batch {
            maps = List.copyOf(maps);
            pooled = List.copyOf(pooled);
        }
    }

    /**
     * Scores pictures together.
     *
     * @param pictures {@code size * size * 3} bytes each: rows from the top, RGB
     * @throws IllegalArgumentException if there is none, or one has another length
     * @throws IllegalStateException if called by another thread than opened this
     */
    public Batch score(List<byte[]> pictures) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this scorer belongs to thread " + owner.getName());
        }
        long start = System.nanoTime();
        List<HostTensor> results = program.call("forward", Picture.batch(size, pictures));
        List<AnomalyMap> maps = new ArrayList<>(pictures.size());
        List<float[]> pooled = new ArrayList<>(pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            maps.add(new AnomalyMap(size, size, results.get(0).part(i).floats()));
            pooled.add(results.get(1).part(i).floats());
        }
        return new Batch(maps, pooled, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Native tensors that are alive between batches: a number that grows is a leak. */
    public int liveTensors() {
        return program.liveTensors();
    }

    /** Runs a black picture through, in batches of these sizes, so that the first real ones do not pay for what is made once. */
    public void warmUp(int... batchSizes) {
        byte[] black = new byte[Picture.bytes(size)];
        for (int batchSize : batchSizes) {
            score(Collections.nCopies(batchSize, black));
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
