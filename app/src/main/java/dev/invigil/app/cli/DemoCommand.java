// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.demo.Demo;
import dev.invigil.app.demo.DemoOptions;
import dev.invigil.trainer.train.Encoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A whole line on this machine. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "See a line at work: a broker, three cameras, scorer and alerts, all in this process.",
        footer = {
            "",
            "The first start trains a small model on rendered good parts, well under a minute on two cores, and keeps it under ~/.invigil",
            "(or INVIGIL_HOME). Then three cameras look at rendered parts, some of them defective, until Ctrl-C or q.",
            "",
            "Examples:",
            "  invigil demo",
            "  # the same with another encoder",
            "  invigil demo --backbone resnet18.safetensors",
            "  # ends by itself; exit code 0 if each frame has one verdict",
            "  invigil demo --frames 300 --headless",
            "",
            "Meanwhile, a picture of your own, and the topics from outside:",
            "  curl --data-binary @part.jpg -H 'X-Product-Id: cap' \\",
            "      http://localhost:8080/cameras/mine/frames",
            "  invigil topics list"
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "End after N frames, count, and exit with 0 only if the ledger balances.")
    private Optional<Long> frames = Optional.empty();

    @Option(names = "--headless", description = "No live view in the terminal.")
    private boolean headless;

    @Option(
            names = "--rate",
            paramLabel = "FPS",
            description =
                    "Frames per second of each camera; 0 is as fast as the line takes them. Default: 3, with --headless 0.")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            defaultValue = Encoder.TINY,
            description = "The encoder, as train takes it. Default: ${DEFAULT-VALUE}")
    private String backbone;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Of the parts and their defects. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (frames.filter(n -> n < 1).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--frames must be at least 1");
        }
        if (rate.filter(fps -> fps < 0 || fps > 1000).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--rate must lie between 0 and 1000");
        }
        Path home = Home.folder(System.getenv());
        DemoOptions options = new DemoOptions(
                frames.map(OptionalLong::of).orElse(OptionalLong.empty()),
                headless,
                rate.orElse(headless ? 0.0 : 3.0),
                BackboneCommand.resolve(backbone),
                home,
                seed,
                Version.number());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Optional<Terminal> terminal = headless ? Optional.empty() : openTerminal();
        try {
            if (terminal.isPresent()) {
                Logging.toFile(home.resolve("demo").resolve("demo.log"));
            } else {
                Logging.quiet();
            }
            return new Demo(options, TrainingBars::new, terminal, out).run();
        } finally {
            if (terminal.isPresent()) {
                terminal.get().close();
            }
        }
    }

    /** Empty without a terminal, or with one that cannot move its cursor. */
    private static Optional<Terminal> openTerminal() throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .dumb(true)
                .nativeSignals(true)
                // by stty, which puts everything back as it was; the native provider loses speed and line discipline
                .provider("exec")
                .encoding(StandardCharsets.UTF_8)
                .build();
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            terminal.close();
            return Optional.empty();
        }
        return Optional.of(terminal);
    }
}
