// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.family.DetectorFamilies;
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
    void shouldNameTheDetectorsThatACommandTakesAndItsDefault() {
        assertThat(invigil.execute("import", "checkpoint", "--help")).isZero();
        assertThat(out.toString()).contains("invad-lite", "uniad-cifar10").doesNotContain("arnet", "memory");
        assertThat(invigil.execute("train", "--help")).isZero();
        assertThat(words(out)).contains("(default: " + DetectorFamilies.names().get(0) + ").");
        assertThat(invigil.execute("capacity", "--help")).isZero();
        String first = DetectorFamilies.all().stream()
                .filter(family -> family.trainer().isPresent() && !Detectors.takesSteps(family))
                .findFirst()
                .orElseThrow()
                .name();
        assertThat(words(out)).contains("(default: " + first + ", which needs no training steps).");
    }

    /** Without the breaks of lines. */
    private static String words(StringWriter text) {
        return text.toString().replaceAll("\\s+", " ");
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
