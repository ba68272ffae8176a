// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects all problems of a record's components, for compact constructors that report them together:
 *
 * <pre>{@code
 * new Requirements()
 *         .that(batchSize >= 1, "batch-size", "must be at least 1, but is " + batchSize)
 *         .that(!maxWait.isNegative(), "max-wait", "must not be negative")
 *         .verify();
 * }</pre>
 */
public final class Requirements {
    private final List<Map.Entry<String, String>> violations = new ArrayList<>();

    /** Notes {@code message} against {@code key} unless the condition holds. */
    public Requirements that(boolean condition, String key, String message) {
        if (!condition) {
            violations.add(Map.entry(key, message));
        }
        return this;
    }

    /** Throws if anything was noted. */
    public void verify() {
        if (!violations.isEmpty()) {
            throw new Violation(violations);
        }
    }

    /** The problems of one constructor; {@link Configuration} adds the place in the file to each. */
    static final class Violation extends IllegalArgumentException {
        private final transient List<Map.Entry<String, String>> violations;

        Violation(List<Map.Entry<String, String>> violations) {
            super(String.join(
                    "; ",
                    violations.stream()
                            .map(v -> v.getKey() + " " + v.getValue())
                            .toList()));
            this.violations = List.copyOf(violations);
        }

        List<Map.Entry<String, String>> violations() {
            return violations;
        }
    }
}
