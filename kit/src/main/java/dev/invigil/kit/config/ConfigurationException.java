// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import dev.invigil.kit.OperatorException;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a configuration, each with its place and remedy, one per line. */
public final class ConfigurationException extends OperatorException {
    private final List<String> problems;

    ConfigurationException(String source, List<String> problems) {
        super(source
                + (problems.size() == 1 ? " has a problem: " : " has " + problems.size() + " problems:")
                + (problems.size() == 1
                        ? problems.get(0)
                        : problems.stream().map(p -> "\n  " + p).collect(Collectors.joining())));
        this.problems = List.copyOf(problems);
    }

    /** One line each: where, what, remedy. */
    public List<String> problems() {
        return problems;
    }
}
