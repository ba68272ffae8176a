// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in one sentence how the line is. */
public final class LineSentence {
    private static final int NAMED = 3;

    private LineSentence() {}

    /** How urgent the sentence is. */
    public enum Level {
        /** All cameras are inspected, no incident is open. */
        GOOD,
        /** Nothing to say yet. */
        WAITING,
        /** Parts are inspected, but something needs attention. */
        ATTENTION,
        /** Parts are not inspected. */
        TROUBLE
    }

    /**
     * The sentence.
     *
     * @param remedy what to do, when there is something
     */
    public record State(Level level, String text, Optional<String> remedy) {}

    /**
     * What the sentence is made from.
     *
     * @param brokerProblem why the broker cannot be read; empty when it answers
     * @param notReady failing readiness checks of the services in this process
     * @param reading whether the verdicts of the past are still being read
     * @param lastVerdict when the latest verdict was made
     * @param framesWaiting whether frames have arrived since then
     * @param cameras their activity, with the time of their latest verdicts
     * @param incidents number of open incidents
     * @param affected names of the cameras with open incidents
     */
    public record Facts(
            Instant now,
            Optional<String> brokerProblem,
            List<String> notReady,
            boolean reading,
            Optional<Instant> lastVerdict,
            boolean framesWaiting,
            List<Seen> cameras,
            long incidents,
            List<String> affected) {}

    /** A camera in {@link Facts}. */
    public record Seen(String name, Snapshot.Activity activity, Instant lastVerdict) {}

    private static String sentence(String problem) {
        return problem.substring(0, 1).toUpperCase(Locale.ROOT) + problem.substring(1) + ".";
    }

    /** The state of the line. */
    public static State of(Facts facts) {
        if (facts.brokerProblem().isPresent()) {
            String since = facts.lastVerdict()
                    .map(at -> "No verdict for " + age(at, facts.now()) + ": the broker does not answer.")
                    .orElse("The broker does not answer.");
            return new State(Level.TROUBLE, since, facts.brokerProblem().map(LineSentence::sentence));
        }
        if (facts.reading()) {
            return new State(Level.WAITING, "The verdicts of the last hours are being read.", Optional.empty());
        }
        if (facts.lastVerdict().isEmpty()) {
            String open = facts.incidents() == 0 ? "" : "; " + incidents(facts);
            return facts.framesWaiting()
                    ? new State(
                            Level.TROUBLE,
                            "Frames arrive, but there is no verdict yet" + open + ".",
                            notInspecting(facts))
                    : new State(
                            facts.incidents() == 0 ? Level.WAITING : Level.ATTENTION,
                            "No frame has arrived yet" + open + ".",
                            ready(facts));
        }
        List<Seen> active = facts.cameras().stream()
                .filter(camera -> camera.activity() != Snapshot.Activity.OFF)
                .toList();
        List<Seen> silent = active.stream()
                .filter(camera -> camera.activity() == Snapshot.Activity.SILENT)
                .sorted(Comparator.comparing(Seen::lastVerdict))
                .toList();
        if (silent.size() == active.size()) {
            return allSilent(facts, active.isEmpty());
        }
        String inspected = silent.isEmpty()
                ? (active.size() == 1
                        ? "The camera " + active.get(0).name() + " is inspected"
                        : "All " + active.size() + " cameras are inspected")
                : (active.size() - silent.size()) + " of " + active.size() + " cameras are inspected; no verdict "
                        + silence(silent, facts.now());
        Level level =
                facts.incidents() == 0 && silent.isEmpty() && facts.notReady().isEmpty() ? Level.GOOD : Level.ATTENTION;
        return new State(
                level,
                inspected + "; " + incidents(facts) + ".",
                silent.isEmpty()
                        ? ready(facts)
                        : ready(facts).or(() -> Optional.of("Check these cameras and what sends their frames.")));
    }

    private static State allSilent(Facts facts, boolean off) {
        String age = age(facts.lastVerdict().orElseThrow(), facts.now());
        String open = facts.incidents() == 0 ? "" : "; " + incidents(facts);
        if (facts.framesWaiting()) {
            return new State(
                    Level.TROUBLE,
                    "No verdict for " + age + ", although frames arrive" + open + ".",
                    notInspecting(facts));
        }
        return new State(
                off && facts.incidents() == 0 ? Level.WAITING : Level.TROUBLE,
                "No frame for " + age + open + ".",
                ready(facts)
                        .or(() -> Optional.of(
                                off
                                        ? "The line is at rest, or cameras and ingest have stopped."
                                        : "Check cameras and ingest.")));
    }

    private static Optional<String> notInspecting(Facts facts) {
        return ready(facts).or(() -> Optional.of("Check the scorers: /health/ready and the log of each."));
    }

    private static Optional<String> ready(Facts facts) {
        return facts.notReady().isEmpty()
                ? Optional.empty()
                : Optional.of("Not ready: " + String.join("; ", facts.notReady()));
    }

    private static String silence(List<Seen> silent, Instant now) {
        String named = silent.stream()
                .limit(NAMED)
                .map(camera -> "from " + camera.name() + " for " + age(camera.lastVerdict(), now))
                .collect(Collectors.joining(", "));
        return silent.size() > NAMED ? named + " and from " + (silent.size() - NAMED) + " more" : named;
    }

    private static String incidents(Facts facts) {
        if (facts.incidents() == 0) {
            return "no incident is open";
        }
        List<String> cameras = facts.affected();
        String where = cameras.size() <= NAMED
                ? String.join(cameras.size() == 2 ? " and " : ", ", cameras)
                : cameras.size() + " cameras";
        return facts.incidents() == 1
                ? "1 incident is open on " + where
                : facts.incidents() + " incidents are open on " + where;
    }

    /** A duration until now as text: {@code 98 s}, {@code 5 min}, {@code 3 h}. */
    public static String age(Instant since, Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : String.format(Locale.ROOT, "%d h", seconds / 3600);
    }
}
