// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.demo.Demo;
import dev.invigil.app.demo.DemoOptions;
import dev.invigil.app.demo.Scenario;
import dev.invigil.trainer.train.TrainingEncoder;
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

/** Runs a complete line on this machine. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Run a complete line in this process: broker, three cameras, ingest, scorer and alerts.",
        footer = {
            "",
            "The first start trains a small model on rendered good parts (about a minute on",
            "two cores) and stores it in ~/.invigil (or INVIGIL_HOME). Then three cameras",
            "send images of rendered parts, some of them defective, until Ctrl-C or q.",
            "",
            "Examples:",
            "  invigil demo",
            "  # with another encoder",
            "  invigil demo --backbone resnet18.safetensors",
            "  # stops after 300 frames; exit code 0 if each frame has one verdict",
            "  invigil demo --frames 300 --headless",
            "",
            "While it runs, send your own image and list the topics:",
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
            description = "Stop after N frames. The exit code is 0 only if each frame has exactly one verdict.")
    private Optional<Long> frames = Optional.empty();

    @Option(names = "--headless", description = "Do not show the live view in the terminal.")
    private boolean headless;

    @Option(
            names = "--rate",
            paramLabel = "FPS",
            description =
                    "Frames per second of each camera; 0 means as fast as possible. Default: 3, with --headless 0.")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            defaultValue = TrainingEncoder.TINY,
            description = "The encoder, as for train. Default: ${DEFAULT-VALUE}")
    private String backbone;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "episodes",
            description =
                    "What happens on the line. episodes: some defects, until you stop it. drift: the lamp over one camera"
                            + " is moved, good parts are rejected, an operator labels them, the model is retrained, compared and"
                            + " replaced; the demo ends then. Default: ${DEFAULT-VALUE}")
    private Scenario scenario;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Seed of the parts and their defects. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (frames.filter(n -> n < 1).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--frames must be at least 1");
        }
        if (rate.filter(fps -> fps < 0 || fps > 1000).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--rate must be between 0 and 1000");
        }
        Path home = Home.folder(System.getenv());
        DemoOptions options = new DemoOptions(
                frames.map(OptionalLong::of).orElse(OptionalLong.empty()),
                headless,
                rate.orElse(headless ? 0.0 : 3.0),
                BackboneCommand.resolve(backbone),
                home,
                scenario,
                seed,
                Version.number());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Optional<Terminal> terminal = headless ? Optional.empty() : openTerminal();
        try {
            if (terminal.isPresent()) {
                Logging.toFile(home.resolve("demo").resolve("demo.log"));
            } else {
                Logging.quiet();
                Logging.kafkaToFile(home.resolve("demo").resolve("demo.log"));
            }
            return new Demo(options, TrainingBars::new, terminal, out).run();
        } finally {
            if (terminal.isPresent()) {
                terminal.get().close();
            }
        }
    }

    /** The terminal; empty if there is none or it cannot move its cursor. */
    private static Optional<Terminal> openTerminal() throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .dumb(true)
                .nativeSignals(true)
                // stty restores all settings; the native provider loses baud rate and line discipline
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
