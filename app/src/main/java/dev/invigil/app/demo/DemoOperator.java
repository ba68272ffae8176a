// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.console.line.LiveLine;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Plays the operator: once the calibration of a camera no longer holds, looks at its rejected parts and labels those that are good, over HTTP: as many as start
 * a run, and again as many when its candidate was not promoted.
 */
final class DemoOperator implements Service {
    /** Who labels, and who made the first model active. */
    static final String NAME = "operator";

    /** Labels for one run of the trainer. */
    static final int ENOUGH = 40;

    private static final Duration LOOK = Duration.ofMillis(250);

    private final LiveLine line;
    private final Function<String, Optional<Shot>> sent;
    private final Supplier<URI> trainer;
    private final FailureListener failures;
    private final Set<String> labelled = new HashSet<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Thread thread;

    /**
     * @param sent the truth about a frame of the camera; empty for others
     * @param trainer where labels are taken; asked after the start
     */
    DemoOperator(
            LiveLine line, Function<String, Optional<Shot>> sent, Supplier<URI> trainer, FailureListener failures) {
        this.line = line;
        this.sent = sent;
        this.trainer = trainer;
        this.failures = failures;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        thread = new Thread(this::run, "demo-operator");
        thread.start();
    }

    @Override
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void run() {
        String camera = Script.cameras().get(Scenario.LAMP_CAMERA);
        try {
            while (!isAlarmed(camera)) {
                Thread.sleep(LOOK.toMillis());
            }
            while (!hasNewModel()) {
                for (Verdict verdict : line.recent(camera)) {
                    if (labelled.size() < ENOUGH * candidates()) {
                        label(verdict);
                    }
                }
                Thread.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            failures.failed(name(), e);
        }
    }

    private boolean isAlarmed(String camera) {
        return line.openAlerts().stream()
                .anyMatch(alert -> alert.cause() == AlertCause.CALIBRATION_DRIFT
                        && alert.camera().equals(camera));
    }

    /** The models so far: labelling goes on when a run is over and its candidate was not promoted. */
    private int candidates() {
        return line.modelCount();
    }

    private boolean hasNewModel() {
        return line.activeModel().map(model -> model.activation().orElse(0) > 1).orElse(false);
    }

    private void label(Verdict verdict) throws IOException, InterruptedException {
        boolean isStopped = verdict.decision() == Decision.REJECT || verdict.decision() == Decision.REVIEW;
        boolean isGood = sent.apply(verdict.frameId())
                .filter(shot -> shot.truth() == Shot.Truth.GOOD)
                .isPresent();
        if (!isStopped || !isGood || !labelled.add(verdict.frameId())) {
            return;
        }
        URI target = trainer.get().resolve("/labels/" + URLEncoder.encode(verdict.frameId(), StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(target)
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(20))
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"quality\": \"GOOD\", \"by\": \"" + NAME
                                + "\", \"reason\": \"the part is good; the lamp was moved\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new OperatorException("the trainer answers " + answer.statusCode() + " to a label: " + answer.body());
        }
    }
}
