// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.StageBars;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.distillation.Distillation;
import dev.invigil.trainer.distillation.DistillationRecipe;
import dev.invigil.trainer.distillation.ImagePool;
import dev.invigil.trainer.train.TrainingEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Distils a small encoder from a large one. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = "Distil a small, fast encoder from a trained one, using any images without labels.",
        footer = {
            "",
            "The default encoder, tiny, was distilled from a ResNet-18 (docs/TINY.md has its",
            "results). It has half the width and the same input. The file is rewritten every",
            "--judge-every steps, so an early stop leaves a usable encoder.",
            "",
            "Example:",
            "  invigil distill --teacher resnet18.safetensors --data images \\",
            "      --data textures --out tiny.safetensors"
        })
final class DistillCommand implements Callable<Integer> {
    private static final double NEWEST = 0.02;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "FILE",
            description = "Weights of a trained ResNet, as for train --backbone.")
    private Path teacher;

    @Option(
            names = "--teacher-v1",
            description = "The teacher is a bottleneck ResNet with the stride in its 1x1 convolution (Caffe, Keras).")
    private boolean strideFirst;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Images, in folders of any depth. Can be repeated.")
    private List<Path> data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The encoder file to write, .safetensors.")
    private Path out;

    @Option(names = "--steps", defaultValue = "40000", description = "Number of steps (default: 40000).")
    private int steps;

    @Option(
            names = "--batch",
            defaultValue = "4",
            description =
                    "Views of 192 x 192 pixels per step, or more views with the same pixels in total (default: 4).")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.002",
            description = "Learning rate (default: 0.002).")
    private double learningRate;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "Seed of the initial weights and of the views (default: 42).")
    private long seed;

    @Option(
            names = "--judge-every",
            paramLabel = "STEPS",
            defaultValue = "2000",
            description = "Write the file and evaluate it on held-out images every STEPS steps (default: 2000).")
    private int judgeEvery;

    @Option(names = "--threads", paramLabel = "N", description = "Processor threads (default: one for each core).")
    private Optional<Integer> threads;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        DistillationRecipe recipe = recipe();
        PrintWriter print = spec.commandLine().getOut();
        ComputeDevice where = CliModels.device(device);
        TrainingEncoder model = TrainingEncoder.read(teacher, strideFirst);
        if (!(model.network() instanceof ResNet network)) {
            throw new OperatorException(teacher + " is a " + model.network().architecture()
                    + "; distillation needs a ResNet, whose features have the strides of the small encoder's");
        }
        threads.ifPresent(ComputeDevice::useThreads);
        try (StageBars bars = new StageBars()) {
            ImagePool pool = ImagePool.read(data, (done, total) -> bars.update("images", done, total, ""));
            pool.unreadable().forEach(reason -> spec.commandLine().getErr().println("left out: " + reason));
            print.printf("%d images, teacher %s, %s%n", pool.photographs().size(), teacher, where.describe());
            print.printf("  step    loss  explained at strides 4, 8, 16%n");
            print.flush();
            try (Distillation distillation =
                    new Distillation(recipe, network, model.weights(), ResNet.TINY, pool.photographs(), where)) {
                distil(distillation, pool, bars, print);
            }
        }
        print.printf("%s  %d bytes  sha256 %s%n", out, Files.size(out), Sha256.of(out));
        print.flush();
        return 0;
    }

    private DistillationRecipe recipe() {
        UsageException.requireAtLeast("--judge-every", 1, judgeEvery);
        threads.ifPresent(count -> UsageException.requireAtLeast("--threads", 1, count));
        return UsageException.checked(() -> new DistillationRecipe(steps, batch, learningRate, seed));
    }

    private void distil(Distillation distillation, ImagePool pool, StageBars bars, PrintWriter print)
            throws IOException {
        double loss = Double.NaN;
        while (!distillation.isDone()) {
            double newest = distillation.step();
            loss = Double.isNaN(loss) ? newest : loss + NEWEST * (newest - loss);
            bars.update("distilling", distillation.steps(), steps, String.format(Locale.ROOT, "loss %.4f", loss));
            if (distillation.steps() % judgeEvery == 0 || distillation.isDone()) {
                List<Double> explained = distillation.explained();
                write(distillation.encoder(), pool, explained, distillation.steps());
                print.printf(
                        "%6d  %.4f  %s%n",
                        distillation.steps(),
                        loss,
                        explained.stream()
                                .map(share -> String.format(Locale.ROOT, "%.3f", share))
                                .collect(Collectors.joining("  ")));
                print.flush();
            }
        }
    }

    /** Writes the convolutions in half precision, to a temporary file that then replaces the old one. */
    private void write(Map<String, HostTensor> encoder, ImagePool pool, List<Double> explained, int step)
            throws IOException {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        encoder.forEach((name, tensor) -> tensors.put(name, tensor.shape().size() > 1 ? tensor.toF16() : tensor));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("teacher", Sha256.of(teacher));
        metadata.put("photographs", pool.digest());
        metadata.put(
                "recipe", "steps %d of %d, batch %d, lr %s, seed %d".formatted(step, steps, batch, learningRate, seed));
        metadata.put("explained", explained.toString());
        metadata.put("code", Version.number());
        Path beside = out.resolveSibling(out.getFileName() + ".part");
        SafeTensors.write(beside, new TensorFile(tensors, metadata));
        Files.move(beside, out, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
