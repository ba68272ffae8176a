// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import dev.invigil.kit.config.ConfigNode.Absent;
import dev.invigil.kit.config.ConfigNode.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in the environment and in files; a secret written into the configuration itself is refused. */
final class SecretResolver {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    private final Map<String, String> environment;

    SecretResolver(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @param variable the variable that belongs to the secret's place
     * @return empty when the secret is not set
     * @throws IllegalArgumentException when the secret is not at the place that is named
     */
    Optional<Secret> resolve(ConfigNode node, String variable) {
        if (environment.containsKey(variable + "_FILE")) {
            return Optional.of(fromFile(environment.get(variable + "_FILE")));
        }
        if (node instanceof Absent) {
            return Optional.empty();
        }
        if (!(node instanceof Scalar scalar)) {
            throw new IllegalArgumentException("must be a single value");
        }
        if (scalar.fromEnvironment()) {
            return Optional.of(nonEmpty(scalar.text(), variable));
        }
        Matcher reference = REFERENCE.matcher(scalar.text().strip());
        if (!reference.matches()) {
            throw new IllegalArgumentException(
                    "a secret does not belong in this file; write ${env:NAME} or ${file:PATH}, or set " + variable);
        }
        String name = reference.group(2);
        if (reference.group(1).equals("file")) {
            return Optional.of(fromFile(name));
        }
        if (!environment.containsKey(name)) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set; set it");
        }
        return Optional.of(nonEmpty(environment.get(name), name));
    }

    private static Secret fromFile(String file) {
        try {
            return nonEmpty(Files.readString(Path.of(file)).strip(), file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the secret's file " + file + " cannot be read", e);
        }
    }

    private static Secret nonEmpty(String text, String origin) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(origin + " is empty; put the secret there");
        }
        Redaction.register(text);
        return new Secret(text);
    }
}
