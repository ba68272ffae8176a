// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One run of the {@code invigil} command. */
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

    /**
     * The same for a line of words between blanks.
     *
     * @param line has {@code %s} in place of each value
     */
    public static CommandTree run(String line, Object... values) {
        Iterator<Object> next = List.of(values).iterator();
        List<String> words = Stream.of(line.split(" "))
                .map(word -> word.equals("%s") ? next.next().toString() : word)
                .toList();
        assertThat(next).as("values without a place in: %s", line).isExhausted();
        return run(words);
    }

    /** The same; the command must succeed. */
    public static CommandTree succeed(String line, Object... values) {
        CommandTree ran = run(line, values);
        assertThat(ran.exitCode()).as("%s%n%s", ran.out(), ran.err()).isZero();
        return ran;
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
