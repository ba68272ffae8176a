// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ProductCheck;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The line at one moment; also the page's JSON.
 *
 * @param state the state of the line in one sentence
 * @param verdictsPerSecond over the last seconds
 * @param p50 median milliseconds from capture until the committed verdict could be read; NaN before the first
 * @param p99 of the same
 * @param cameras those with open incidents first, then silent ones, then the others by name
 * @param incidents open incidents, grouped by cause, the most severe first
 * @param moreIncidents open incidents that are only counted, because there are too many
 * @param closed closed alerts, latest first
 * @param thresholds in force, as the latest verdicts state them
 * @param model the model that decides, as the models topic has it; absent where nothing is there
 * @param labels frames that operators have labelled, as far as they are remembered
 * @param queue verdicts to review that have no label yet
 * @param queueChange increases with each change of the review queue
 * @param events what happened, latest last
 */
public record Snapshot(
        Instant at,
        LineSentence.State state,
        double verdictsPerSecond,
        double p50,
        double p99,
        List<Camera> cameras,
        List<Incident> incidents,
        long moreIncidents,
        List<Alert> closed,
        long deadLetters,
        List<InForce> thresholds,
        Optional<ModelRecord> model,
        int labels,
        long queue,
        long queueChange,
        List<Event> events) {

    /** One line about what happened. */
    public record Event(Instant at, String text) {
        /** For a log. */
        public String inOneLine() {
            return at.truncatedTo(ChronoUnit.SECONDS) + "  " + text;
        }
    }

    /** For a log: the counts, the rate, the latencies, the alerts. */
    public String inOneLine() {
        Counts all = total();
        return String.format(
                Locale.ROOT,
                "pass %d  review %d  reject %d  wrong product %d  unscored %d  |  %.1f verdicts/s  p50 %.0f ms  p99 %.0f ms  |  %d alerts open",
                all.pass(),
                all.review(),
                all.reject(),
                all.wrongProduct(),
                all.unscored(),
                verdictsPerSecond,
                p50,
                p99,
                incidents.stream().mapToInt(Incident::alerts).sum() + moreIncidents);
    }

    /** The counts of all cameras. */
    public Counts total() {
        return cameras.stream().map(Camera::counts).reduce(Counts.NONE, Counts::plus);
    }

    /**
     * A camera.
     *
     * @param product of the latest verdict
     * @param openIncidents how many are open at this camera
     * @param latest the latest verdict; absent before the first
     * @param recent the latest verdicts, latest last
     */
    public record Camera(
            String name,
            String product,
            Activity activity,
            int openIncidents,
            Counts counts,
            Optional<Judged> latest,
            List<Judged> recent) {}

    /** Whether verdicts of a camera come. */
    public enum Activity {
        /** As usual. */
        INSPECTED,
        /** None for longer than usual. */
        SILENT,
        /** None for so long that the camera is taken for switched off. */
        OFF
    }

    /**
     * The thresholds that apply to a product at a camera.
     *
     * @param promise what they promise, in one sentence
     */
    public record InForce(String camera, String product, Threshold threshold, String promise) {}

    /** One verdict as it is shown. */
    public record Judged(
            String frameId,
            String camera,
            Optional<String> product,
            Optional<String> partId,
            Decision decision,
            Optional<String> detail,
            Optional<String> looksLike,
            OptionalDouble score,
            Optional<Double> review,
            Optional<Double> reject,
            int regions,
            Instant at,
            boolean map) {

        /** What is shown of a verdict. */
        public static Judged of(Verdict verdict) {
            return new Judged(
                    verdict.frameId(),
                    verdict.camera(),
                    verdict.productId(),
                    verdict.partId(),
                    verdict.decision(),
                    verdict.detail(),
                    verdict.productCheck().flatMap(ProductCheck::looksLike),
                    verdict.score(),
                    verdict.threshold().map(Threshold::review),
                    verdict.threshold().map(Threshold::reject),
                    verdict.regions().size(),
                    verdict.creationTime(),
                    verdict.map().isPresent());
        }
    }
}
