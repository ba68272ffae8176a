// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.verdict.Decision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The line at one moment; also the page's JSON.
 *
 * @param verdictsPerSecond over the last seconds
 * @param p50 median milliseconds from capture until the committed verdict could be read; NaN before the first
 * @param p99 of the same
 * @param open open alerts, oldest first
 * @param closed closed alerts, latest first
 * @param model the model that decides, as the models topic has it; absent where nothing is there
 * @param labels frames that operators have labelled
 * @param events what happened, latest last
 */
record Snapshot(
        Instant at,
        double verdictsPerSecond,
        double p50,
        double p99,
        List<Camera> cameras,
        List<Alert> open,
        List<Alert> closed,
        long deadLetters,
        Optional<String> model,
        int labels,
        List<Event> events) {

    /** One line about what happened. */
    record Event(Instant at, String text) {
        /** For a log. */
        String inOneLine() {
            return at.truncatedTo(ChronoUnit.SECONDS) + "  " + text;
        }
    }

    /** For a log: the counts, the rate, the latencies, the alerts. */
    String inOneLine() {
        return String.format(
                Locale.ROOT,
                "pass %d  review %d  reject %d  wrong product %d  unscored %d  |  %.1f verdicts/s  p50 %.0f ms  p99 %.0f ms  |  %d alerts open",
                cameras.stream().mapToLong(Camera::pass).sum(),
                cameras.stream().mapToLong(Camera::review).sum(),
                cameras.stream().mapToLong(Camera::reject).sum(),
                cameras.stream().mapToLong(Camera::wrongProduct).sum(),
                cameras.stream().mapToLong(Camera::unscored).sum(),
                verdictsPerSecond,
                p50,
                p99,
                open.size());
    }

    /** @param recent the latest verdicts, latest last */
    record Camera(
            String name,
            String product,
            long pass,
            long review,
            long reject,
            long wrongProduct,
            long unscored,
            List<Judged> recent) {}

    /** One verdict as it is shown. */
    record Judged(
            String frameId,
            Decision decision,
            Optional<String> detail,
            Optional<String> looksLike,
            OptionalDouble score,
            Optional<Double> review,
            Optional<Double> reject,
            int regions,
            Instant at,
            boolean picture,
            boolean map) {}
}
