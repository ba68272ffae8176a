// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.bench.Bench;
import dev.invigil.kit.disk.TemporaryFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the inspection speed of this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure decoding alone, the bare forward pass, and the whole line through a real broker on this machine:",
            "frames per second, the ratio of the last two, the time of each stage, and the latency at half load."
        },
        footer = {
            "",
            "The measurements alternate in rounds; medians are printed. Run nothing else on",
            "the machine meanwhile.",
            "",
            "Example:",
            "  invigil bench --bundle models/line-1 --data /data/line-1"
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "A folder of images, for example in the MVTec layout.")
    private Path data;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}")
    private String device;

    @Option(names = "--batch", defaultValue = "8", description = "Maximum frames in a batch. Default: ${DEFAULT-VALUE}")
    private int batch;

    @Option(names = "--decode-threads", description = "Decoding threads. Default: half the cores.")
    private Integer decodeThreads;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds of each measurement. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "Approximate duration of each measurement in a round. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        UsageException.requireAtLeast("--batch", 1, batch);
        UsageException.requireAtLeast("--rounds", 1, rounds);
        UsageException.requireAtLeast("--seconds", 1, seconds);
        if (decodeThreads != null) {
            UsageException.requireAtLeast("--decode-threads", 1, decodeThreads);
        }
        CliModels.device(device);
        int threads = decodeThreads != null
                ? decodeThreads
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        try (TemporaryFolder broker = TemporaryFolder.create("invigil-bench")) {
            new Bench(
                            new Bench.Settings(bundle, data, broker.folder(), device, batch, threads, rounds, seconds),
                            spec.commandLine().getOut())
                    .run();
            return 0;
        }
    }
}
