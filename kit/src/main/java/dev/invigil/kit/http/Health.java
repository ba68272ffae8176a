// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The checks behind {@code /health/live} and {@code /health/ready}. Services add theirs; checks must answer at once. */
public final class Health {
    /** One check; may be called from any thread at any time. */
    @FunctionalInterface
    public interface Check {
        /** Empty if the check passes, else the reason in one line. */
        Optional<String> problem();
    }

    private record Named(String name, Check check) {}

    /** The result of one check. */
    record Outcome(String name, Optional<String> problem) {}

    private final List<Named> live = new CopyOnWriteArrayList<>();
    private final List<Named> ready = new CopyOnWriteArrayList<>();

    /** Adds a liveness check: if it fails, the process should be restarted. */
    public Health addLive(String name, Check check) {
        live.add(new Named(name, check));
        return this;
    }

    /** Adds a readiness check: if it fails, the process is alive, but must not receive traffic yet. */
    public Health addReady(String name, Check check) {
        ready.add(new Named(name, check));
        return this;
    }

    /** The readiness checks that fail, each as {@code NAME: REASON}. */
    public List<String> notReady() {
        return ready().stream()
                .flatMap(outcome -> outcome.problem().map(problem -> outcome.name() + ": " + problem).stream())
                .toList();
    }

    List<Outcome> live() {
        return outcomes(live);
    }

    List<Outcome> ready() {
        return outcomes(ready);
    }

    private static List<Outcome> outcomes(List<Named> checks) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Named named : checks) {
            outcomes.add(new Outcome(named.name(), run(named.check())));
        }
        return outcomes;
    }

    @SuppressWarnings("CatchingUnchecked")
    private static Optional<String> run(Check check) {
        try {
            return check.problem();
        } catch (RuntimeException e) {
            return Optional.of("the check failed: " + e);
        }
    }
}
