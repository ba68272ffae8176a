package dev.invigil.app.cli;

import dev.invigil.contracts.OperatorException;
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
        if (failure instanceof OperatorException) {
            say(command, failure.getMessage());
        } else {
            say(command, "unexpected failure, please report it: " + failure);
        }
        if (LoggerFactory.getLogger("dev.invigil").isDebugEnabled()) {
            failure.printStackTrace(command.getErr());
        } else if (!(failure instanceof OperatorException)) {
            command.getErr().println("--verbose shows the stack trace.");
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static void say(CommandLine command, String message) {
        command.getErr().println(command.getColorScheme().errorText("invigil: ") + message);
    }
}
