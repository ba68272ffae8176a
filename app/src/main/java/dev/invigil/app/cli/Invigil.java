// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.invigil.kit.OperatorException;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command tree and the program's entry. */
@Command(
        name = "invigil",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Streaming visual inspection for factory lines.",
        description = {
            "",
            "Camera frames go through Kafka topics to scorers. Their model is trained on good",
            "parts only. The results are verdicts, anomaly maps and alerts.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nStart here:%n",
        footer = {
            "  invigil demo                     run a complete line on this machine",
            "  invigil COMMAND --help           show what a command does, with examples",
            "  source <(invigil completion)     completion for bash and zsh"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:failure; one line says what to fix",
            "2:wrong usage",
            "70:bug in Invigil; please report it"
        },
        subcommands = {
            // running
            DemoCommand.class,
            RunCommand.class,
            IngestCommand.class,
            ScorerCommand.class,
            AlertsCommand.class,
            ConsoleCommand.class,
            TrainerCommand.class,
            BrokerCommand.class,
            HealthCommand.class,
            TopicsCommand.class,
            ThresholdCommand.class,
            LabelCommand.class,
            ModelsCommand.class,
            // training and evaluation
            SampleCommand.class,
            BackboneCommand.class,
            ImportCommand.class,
            TrainCommand.class,
            CalibrateCommand.class,
            MemoryCommand.class,
            EvaluateCommand.class,
            GateCommand.class,
            ScoreCommand.class,
            ProductsCommand.class,
            CapacityCommand.class,
            ExportCommand.class,
            MetricsCommand.class,
            CocoAdCommand.class,
            DistillCommand.class,
            BenchCommand.class,
            // the command itself
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Invigil implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log more, and show the stack trace of a failure.")
    void verbose(boolean on) {
        if (on) {
            ((Logger) LoggerFactory.getLogger("dev.invigil")).setLevel(Level.DEBUG);
        }
    }

    /** Without a command the help is shown. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        // through the log, which redacts secrets
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LoggerFactory.getLogger(Invigil.class)
                .error("thread {} ended by a failure", thread.getName(), failure));
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command tree with its error handling. */
    static CommandLine commandLine() {
        Failures failures = new Failures();
        CommandLine tree = new CommandLine(new Invigil());
        // before any command
        tree.setExecutionStrategy(parsed -> {
            try {
                LogEncoder.require(System.getenv(LogEncoder.VARIABLE));
            } catch (OperatorException e) {
                return failures.handleExecutionException(e, tree, parsed);
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return tree.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }
}
