// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.lifecycle.Lifecycle;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person sees of a failure: one line and, with {@code --verbose}, the stack trace. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

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
        boolean mendable = failure instanceof OperatorException || failure instanceof BenchmarkException;
        boolean verbose = LoggerFactory.getLogger("dev.invigil").isDebugEnabled();
        String message = mendable ? failure.getMessage() : "unexpected failure, please report it: " + failure;
        say(command, mendable || verbose ? message : message + " (--verbose shows the stack trace)");
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        return mendable ? Lifecycle.EXIT_OPERATOR : Lifecycle.EXIT_BUG;
    }

    private static void say(CommandLine command, String message) {
        command.getErr().println(command.getColorScheme().errorText("invigil: ") + message);
    }
}
