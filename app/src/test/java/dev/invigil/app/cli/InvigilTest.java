// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class InvigilTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    static Stream<String> commands() {
        return Invigil.commandLine().getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    @Test
    void shouldTeachWhereToStartAndWhatExitCodesMean() {
        assertThat(invigil.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("invigil demo")
                .contains("Exit codes:")
                .contains("wrong usage");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldTeachByExampleInTheHelpOfEveryCommand(String command) {
        assertThat(invigil.execute(command, "--help")).isZero();
        assertThat(invigil.getSubcommands()
                        .get(command)
                        .getCommandSpec()
                        .usageMessage()
                        .footer())
                .as("examples below the options")
                .isNotEmpty();
        assertThat(out.toString()).contains("Usage: invigil " + command);
    }

    @Test
    void shouldNameTheVersionOfTheBuild() {
        assertThat(invigil.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("invigil ").doesNotContain("${");
    }

    @Test
    void shouldAnswerAMisspeltCommandWithOneLineAndASuggestion() {
        assertThat(invigil.execute("completoin")).isEqualTo(2);
        assertThat(err.toString()).contains("completoin").contains("completion").doesNotContain("Exception");
    }

    @Test
    void shouldCompleteEveryCommand() {
        assertThat(invigil.execute("completion")).isZero();
        commands().forEach(command -> assertThat(out.toString()).contains(command));
    }
}
