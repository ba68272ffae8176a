// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Settings of the rule "k of the last n scored verdicts were rejects".
 *
 * @param enabled whether the rule is on
 * @param k rejects that open an incident, 1 to n
 * @param n number of verdicts in the window, at most {@value #MAX_N}
 * @param clearAt the incident closes when at most this many of the last n are rejects, 0 to k - 1
 */
public record KOfN(
        @Default("true") boolean enabled,
        @Default("5") int k,
        @Default("20") int n,
        @Default("2") int clearAt) {
    /** Limits the size of a camera's state. */
    public static final int MAX_N = 1000;

    public KOfN {
        new Requirements()
                .that(n >= 1 && n <= MAX_N, "n", "must be 1 to " + MAX_N + ", but is " + n)
                .that(k >= 1 && k <= n, "k", "must be 1 to n, which is " + n + ", but is " + k)
                .that(
                        clearAt >= 0 && clearAt < k,
                        "clear-at",
                        "must be 0 or more and below k, which is " + k + ", but is " + clearAt)
                .verify();
    }
}
