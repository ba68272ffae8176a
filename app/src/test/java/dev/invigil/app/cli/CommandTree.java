// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One run of the {@code invigil} command, for tests of other packages. */
public record CommandTree(int exitCode, String out, String err) {
    public static CommandTree run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Invigil.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new CommandTree(exitCode, out.toString(), err.toString());
    }

    /** Reads a command line without running it. */
    public static void parse(List<String> arguments) {
        Invigil.commandLine().parseArgs(arguments.toArray(String[]::new));
    }

    /** The text below the options of each command's help, by its name. */
    public static Map<String, List<String>> footers() {
        Map<String, List<String>> footers = new TreeMap<>();
        collect(Invigil.commandLine(), footers);
        return footers;
    }

    private static void collect(CommandLine command, Map<String, List<String>> footers) {
        footers.put(
                command.getCommandSpec().qualifiedName(),
                Stream.of(command.getCommandSpec().usageMessage().footer())
                        .map(line -> line.replace("%%", "%"))
                        .toList());
        command.getSubcommands().values().forEach(child -> collect(child, footers));
    }
}
