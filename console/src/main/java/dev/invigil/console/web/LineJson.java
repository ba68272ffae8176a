// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import dev.invigil.console.line.Counts;
import dev.invigil.console.line.Incident;
import dev.invigil.console.line.LineSentence;
import dev.invigil.console.line.Snapshot;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.verdict.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The line as the page gets it each second: a {@link Snapshot} with short histories. */
record LineJson(
        Instant at,
        Map<String, String> facts,
        LineSentence.State state,
        double verdictsPerSecond,
        Optional<Double> p50,
        Optional<Double> p99,
        List<CameraJson> cameras,
        List<Incident> incidents,
        long moreIncidents,
        List<ClosedJson> closed,
        long deadLetters,
        List<Snapshot.InForce> thresholds,
        Optional<ModelJson> model,
        int labels,
        long queue,
        long queueChange,
        List<Snapshot.Event> events) {
    private static final int HISTORY = 48;

    /**
     * @param history the latest verdicts, latest last, each as a letter and the score divided by the reject threshold in hundredths
     *     ({@code P83}); without a number when there is no score
     */
    record CameraJson(
            String name,
            String product,
            Snapshot.Activity activity,
            int openIncidents,
            Counts counts,
            Optional<Snapshot.Judged> latest,
            List<String> history) {}

    record ClosedJson(String title, String camera, String message, Instant openedAt, Optional<Instant> closedAt) {}

    /**
     * @param report address of the comparison with the model before
     * @param page where the record says that it is: a path or an address
     */
    record ModelJson(
            String name,
            String version,
            String digest,
            Instant since,
            String by,
            String reason,
            Optional<String> outcome,
            Optional<String> report,
            Optional<String> page) {}

    /** @param trainer where the trainer's pages are; empty in its own process, absent when it is not known */
    static LineJson of(Snapshot now, Map<String, String> facts, Optional<String> trainer) {
        return new LineJson(
                now.at(),
                facts,
                now.state(),
                now.verdictsPerSecond(),
                Optional.of(now.p50()).filter(Double::isFinite),
                Optional.of(now.p99()).filter(Double::isFinite),
                now.cameras().stream().map(LineJson::camera).toList(),
                now.incidents(),
                now.moreIncidents(),
                now.closed().stream().map(LineJson::closed).toList(),
                now.deadLetters(),
                now.thresholds(),
                now.model().map(record -> model(record, trainer)),
                now.labels(),
                now.queue(),
                now.queueChange(),
                now.events());
    }

    private static CameraJson camera(Snapshot.Camera camera) {
        List<Snapshot.Judged> recent = camera.recent();
        return new CameraJson(
                camera.name(),
                camera.product(),
                camera.activity(),
                camera.openIncidents(),
                camera.counts(),
                camera.latest(),
                recent.subList(Math.max(0, recent.size() - HISTORY), recent.size()).stream()
                        .map(LineJson::inShort)
                        .toList());
    }

    private static String inShort(Snapshot.Judged judged) {
        String letter =
                switch (judged.decision()) {
                    case PASS -> "P";
                    case REVIEW -> "V";
                    case REJECT -> "R";
                    case WRONG_PRODUCT -> "W";
                    case UNSCORED -> "U";
                };
        if (judged.decision() == Decision.UNSCORED || judged.score().isEmpty()) {
            return letter;
        }
        double threshold = judged.reject().orElse(0.0);
        return letter
                + (threshold > 0 ? Math.round(100 * Math.min(99, judged.score().getAsDouble() / threshold)) : "");
    }

    private static ClosedJson closed(Alert alert) {
        return new ClosedJson(
                Incident.title(alert.cause()),
                alert.camera().equals(Alert.WHOLE_LINE) ? alert.cameras().size() + " cameras" : alert.camera(),
                alert.message(),
                alert.openedAt(),
                alert.closedAt());
    }

    private static ModelJson model(ModelRecord record, Optional<String> trainer) {
        return new ModelJson(
                record.name(),
                record.version(),
                record.digest(),
                record.at(),
                record.actor(),
                record.reason(),
                record.evidence().flatMap(ModelRecord.Evidence::outcome),
                trainer.flatMap(base -> record.run().map(run -> base + "/runs/" + run + "/gate/index.html")),
                record.evidence().flatMap(ModelRecord.Evidence::page));
    }
}
