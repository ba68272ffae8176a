// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every option of every command with values that it cannot have: exit code 2, before any file or broker is looked at. */
class WrongUsageTest {
    private static final String NOWHERE = "/nowhere/at/all";

    /** Values that no command takes; {@code COMMAND OPTION} goes before {@code OPTION}. */
    private static final Map<String, List<String>> BAD = new LinkedHashMap<>();

    /** Options that take any text or any number: names, reasons, seeds, files. */
    private static final Set<String> ANYTHING = Set.of(
            "--name",
            "--reason",
            "--by",
            "--model",
            "--camera",
            "--product",
            "--published",
            "--bootstrap-server",
            "--prefix",
            "--seed",
            "--frame");

    static {
        BAD.put("--size", List.of("65", "0", "-16", "huge"));
        BAD.put("sample --size", List.of("31", "0", "huge"));
        BAD.put("capacity --size", List.of("0", "-16", "huge"));
        BAD.put("--depth", List.of("7", "17", "nix", "9:3", "0:65536"));
        BAD.put("--epochs", List.of("0", "-1", "1.5"));
        BAD.put("--batch", List.of("0", "-1", "many"));
        BAD.put("--lr", List.of("0", "2", "NaN", "fast"));
        BAD.put("--threads", List.of("0", "-1", "all"));
        BAD.put("--decode-threads", List.of("0", "-1"));
        BAD.put("--checkpoint-every", List.of("-1", "often"));
        BAD.put("--calibration-share", List.of("0", "1", "NaN"));
        BAD.put("--false-reject", List.of("0%", "100%", "-1", "few"));
        BAD.put("--review", List.of("0%", "100%", "few"));
        BAD.put("threshold set --review", List.of("-1", "NaN", "0.6", "low"));
        BAD.put("--reject", List.of("-1", "NaN", "Infinity", "1e308", "low"));
        BAD.put("--detector", List.of("nix"));
        BAD.put("--arch", List.of("nix"));
        BAD.put("--backbone", List.of("nix"));
        BAD.put("--device", List.of("nix", "gpu:x"));
        BAD.put("--layout", List.of("nix"));
        BAD.put("--split", List.of("4", "-1", "first"));
        BAD.put("coco-ad --split", List.of("4", "nix"));
        BAD.put("--definition", List.of("nix"));
        BAD.put("--format", List.of("nix"));
        BAD.put("--images", List.of("nix"));
        BAD.put("--pooling", List.of("0", "-1", "x"));
        BAD.put("--frames", List.of("0", "-1", "x"));
        BAD.put("--scenario", List.of("nix", ""));
        BAD.put("--rate", List.of("-1", "1001", "x"));
        BAD.put("--steps", List.of("0", "-1", "x"));
        BAD.put("--judge-every", List.of("0", "-1", "x"));
        BAD.put("--rounds", List.of("0", "-1", "x"));
        BAD.put("--seconds", List.of("0", "-1", "x"));
        BAD.put("--train", List.of("-1", "x"));
        BAD.put("--good", List.of("-1", "x"));
        BAD.put("--defective", List.of("-1", "x"));
        BAD.put("--expires", List.of("8", "8x", "-1h"));
        BAD.put("--since", List.of("8", "8x", "-1h"));
        BAD.put("--limit", List.of("-1", "x"));
    }

    @TestFactory
    Stream<DynamicTest> shouldExitWithTwoForAValueThatAnOptionCannotHave() {
        return leaves(Invigil.commandLine()).stream().flatMap(command -> command.getCommandSpec().options().stream()
                .filter(option ->
                        option.arity().max() > 0 && !isPath(option) && !ANYTHING.contains(option.longestName()))
                .flatMap(option -> bad(path(command), option).stream()
                        .map(value -> DynamicTest.dynamicTest(
                                path(command) + " " + option.longestName() + "=" + value,
                                () -> shouldExitWithTwo(command, option, value)))));
    }

    @Test
    void shouldListTheNamesOfBackbonesForAnUnknownOne() {
        CommandTree result =
                CommandTree.run(List.of("train", "--data", NOWHERE, "--out", NOWHERE, "--backbone", "nix"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("tiny").contains("resnet18").contains("wide_resnet50_2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "1000000.5", "-1", "NaN"})
    void shouldNameTheRangeOfAThreshold(String value) {
        CommandTree reject =
                CommandTree.run(List.of("threshold", "set", "--product=bottle", "--reason=lamp", "--reject=" + value));
        CommandTree review = CommandTree.run(List.of(
                "threshold", "set", "--product=bottle", "--reason=lamp", "--reject=1000000", "--review=" + value));

        assertThat(reject.exitCode()).isEqualTo(2);
        assertThat(reject.err())
                .contains("--reject must be a number from 0 to 1000000, not " + Double.parseDouble(value));
        assertThat(review.err())
                .contains("--review must be a number from 0 to 1000000, not " + Double.parseDouble(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"36501d", "9999999999h"})
    void shouldNameTheLongestExpiry(String value) {
        CommandTree result = CommandTree.run(
                List.of("threshold", "set", "--product=bottle", "--reason=lamp", "--reject=1", "--expires=" + value));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'" + value + "' is too long a duration; write at most 36500d");
    }

    private static void shouldExitWithTwo(CommandLine command, OptionSpec option, String value) {
        List<String> arguments = new ArrayList<>(List.of(path(command).split(" ")));
        for (OptionSpec each : command.getCommandSpec().options()) {
            if (each.required() && !each.longestName().equals(option.longestName())) {
                arguments.add(each.longestName() + "=" + acceptable(each));
            }
        }
        arguments.add(option.longestName() + "=" + value);
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            for (int i = 0; i < Math.max(1, parameter.arity().min()); i++) {
                arguments.add(NOWHERE);
            }
        }
        if (path(command).equals("evaluate")) {
            arguments.addAll(List.of("--bundle=" + NOWHERE, "--data=" + NOWHERE));
        }

        CommandTree result = CommandTree.run(arguments);

        assertThat(result.exitCode()).as("%s: %s", arguments, result.err()).isEqualTo(2);
        assertThat(result.err())
                .contains("Try 'invigil " + path(command) + " --help'")
                .doesNotContain("Exception");
    }

    private static String acceptable(OptionSpec option) {
        return switch (option.longestName()) {
            case "--reject" -> "0.5";
            case "--detector" -> "invad";
            case "--arch" -> "resnet18";
            default ->
                option.typeInfo().isEnum()
                        ? option.typeInfo().getEnumConstantNames().get(0)
                        : NOWHERE;
        };
    }

    private static List<String> bad(String command, OptionSpec option) {
        List<String> values = BAD.getOrDefault(command + " " + option.longestName(), BAD.get(option.longestName()));
        assertThat(values)
                .as(
                        "%s %s: add values that it cannot have, or say that it takes anything",
                        command, option.longestName())
                .isNotNull();
        return values;
    }

    private static boolean isPath(ArgSpec argument) {
        return argument.typeInfo().getClassName().equals("java.nio.file.Path")
                || (argument.auxiliaryTypes().length > 0
                        && argument.auxiliaryTypes()[argument.auxiliaryTypes().length - 1] == java.nio.file.Path.class);
    }

    private static String path(CommandLine command) {
        return command.getCommandSpec().qualifiedName().substring("invigil ".length());
    }

    private static List<CommandLine> leaves(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return command.getCommandName().equals("help") ? List.of() : List.of(command);
        }
        return command.getSubcommands().values().stream()
                .flatMap(child -> leaves(child).stream())
                .toList();
    }
}
