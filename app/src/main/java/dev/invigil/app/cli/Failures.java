// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.detector.runtime.EngineClosedException;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Redaction;
import dev.invigil.kit.lifecycle.Lifecycle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints a failure as one line and, with {@code --verbose}, the stack trace. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** The exit code that shells give a process ended by Ctrl-C. */
    static final int INTERRUPTED = 130;

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        say(command, failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof UsageException) {
            say(command, failure.getMessage());
            command.getErr()
                    .printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        if (failure instanceof EngineClosedException) {
            say(command, "interrupted");
            return INTERRUPTED;
        }
        Optional<String> disk = UnwritableFolder.problem(failure)
                .or(() -> failure instanceof OperatorException || failure instanceof BenchmarkException
                        ? Optional.empty()
                        : DiskFailure.problem(failure, DiskFailure.outputs(command.getParseResult())));
        boolean forOperator =
                failure instanceof OperatorException || failure instanceof BenchmarkException || disk.isPresent();
        boolean verbose = LoggerFactory.getLogger("dev.invigil").isDebugEnabled();
        String message = disk.orElseGet(
                () -> forOperator ? failure.getMessage() : "unexpected error, please report it: " + failure);
        say(command, forOperator || verbose ? message : message + " (--verbose shows the stack trace)");
        if (verbose) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            command.getErr().print(Redaction.of(trace.toString()));
            command.getErr().flush();
        }
        return forOperator ? Lifecycle.EXIT_OPERATOR : Lifecycle.EXIT_BUG;
    }

    private static void say(CommandLine command, String message) {
        command.getErr().println(command.getColorScheme().errorText("invigil: ") + Redaction.of(message));
    }
}
