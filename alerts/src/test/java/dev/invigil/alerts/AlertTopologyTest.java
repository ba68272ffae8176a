// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static dev.invigil.alerts.Verdicts.sketch;
import static dev.invigil.alerts.Verdicts.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.alerts.rule.CameraState;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertTopologyTest {
    private static final Instant START = Instant.parse("2026-03-02T06:00:00Z");
    private static final TopicSettings TOPICS = Configuration.defaults(TopicSettings.class);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private Optional<ModelRecord> active = Optional.empty();
    private TopologyTestDriver driver = driver("", registry, START);
    private long offset;

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldSendAlertsUnderTheKeyOfTheirIncident() {
        send("cam-1", Decision.REJECT, 3);

        TestRecord<String, byte[]> sent = alertRecords().readRecord();
        Alert alert = AlertCodec.deserializer().deserialize("alerts", sent.value());
        assertThat(sent.key()).isEqualTo("line-1/cam-1/CONSECUTIVE_REJECTS").isEqualTo(alert.key());
        assertThat(sent.getRecordTime()).isEqualTo(START);
        assertThat(alert.state()).isEqualTo(AlertState.OPENED);
        assertThat(alert.rejects()).isEqualTo(3);
        assertThat(alertRecords().isEmpty()).isTrue();
    }

    @Test
    void shouldGroupPartsOfAnotherProductInOneIncidentPerCamera() {
        send("cam-1", Decision.WRONG_PRODUCT, 40);
        send("cam-2", Decision.PASS, 40);

        List<Alert> sent = alerts();
        assertThat(sent).extracting(Alert::key).containsOnly("line-1/cam-1/WRONG_PRODUCT");
        assertThat(sent).extracting(Alert::incidentId).containsOnly(sent.get(0).incidentId());
        assertThat(sent).filteredOn(alert -> alert.state() == AlertState.OPENED).hasSize(1);
        assertThat(sent).hasSizeLessThan(8);
        assertThat(sent.get(0).message()).isEqualTo("1 part of another product: bottle expected, looks like pill");
    }

    @Test
    void shouldKeepCamerasApart() {
        for (int i = 0; i < 50; i++) {
            send("cam-" + i, Decision.REJECT, 2);
        }

        assertThat(alerts()).isEmpty();
    }

    @Test
    void shouldOpenForSilenceByTheWallClockWithoutAnyRecord() {
        send("cam-1", Decision.PASS, 3);
        send("cam-2", Decision.PASS, 3);

        driver.advanceWallClockTime(Duration.ofSeconds(40));
        send("cam-2", Decision.PASS, 1);
        driver.advanceWallClockTime(Duration.ofSeconds(19));
        driver.advanceWallClockTime(Duration.ofSeconds(6));
        assertThat(alerts()).as("it may be back in a moment").isEmpty();
        driver.advanceWallClockTime(Duration.ofSeconds(10));

        assertThat(told(alerts())).containsExactly("line-1/cam-1/SILENT_CAMERA OPENED");
        assertThat(metric("invigil_alerts_open_incidents", "cause", "silent_camera"))
                .isEqualTo(1);
        send("cam-1", Decision.PASS, 1);
        assertThat(told(alerts())).containsExactly("line-1/cam-1/SILENT_CAMERA CLOSED");
    }

    @Test
    void shouldReportADeadScorerOfThirtyCamerasAsOneIncident() {
        for (int camera = 0; camera < 30; camera++) {
            send("cam-" + camera, Decision.PASS, 3);
        }
        driver.advanceWallClockTime(Duration.ofSeconds(60));
        driver.advanceWallClockTime(Duration.ofSeconds(10));

        List<Alert> opened = alerts();
        assertThat(told(opened)).containsExactly("line-1/*/SILENT_CAMERA OPENED");
        assertThat(opened.get(0).cameras()).hasSize(30).contains("cam-0", "cam-29");
        assertThat(metric("invigil_alerts_open_incidents", "cause", "silent_camera"))
                .isEqualTo(1);
        assertThat(metric("invigil_alerts_sent", "cause", "silent_camera", "state", "opened"))
                .isEqualTo(1);
        for (int camera = 0; camera < 30; camera++) {
            send("cam-" + camera, Decision.PASS, 1);
        }
        assertThat(told(alerts())).containsExactly("line-1/*/SILENT_CAMERA CLOSED");
        assertThat(metric("invigil_alerts_open_incidents", "cause", "silent_camera"))
                .isZero();
    }

    @Test
    void shouldOpenNothingForSingleFramesUnderInventedNames() {
        for (int camera = 0; camera < 30; camera++) {
            send("invented-" + camera, Decision.PASS, 1);
        }
        driver.advanceWallClockTime(Duration.ofHours(1));
        driver.advanceWallClockTime(Duration.ofHours(1));

        assertThat(alerts()).isEmpty();
    }

    @Test
    void shouldWatchABoundedNumberOfCameras() {
        driver.close();
        registry.clear();
        driver = driver("camera-limit: 2", registry, START);
        for (int camera = 0; camera < 4; camera++) {
            send("cam-" + camera, Decision.REJECT, 3);
        }

        assertThat(told(alerts()))
                .containsExactly("line-1/cam-0/CONSECUTIVE_REJECTS OPENED", "line-1/cam-1/CONSECUTIVE_REJECTS OPENED");
        assertThat(metric("invigil_alerts_unwatched_verdicts")).isEqualTo(6);
        assertThat(metric("invigil_alerts_verdicts", "decision", "reject")).isEqualTo(12);
        driver.advanceWallClockTime(Duration.ofDays(8));
        alerts();
        send("cam-3", Decision.REJECT, 3);
        assertThat(told(alerts())).containsExactly("line-1/cam-3/CONSECUTIVE_REJECTS OPENED");
    }

    @Test
    void shouldForgetACameraAfterItsTime() {
        send("cam-1", Decision.REJECT, 3);
        driver.advanceWallClockTime(Duration.ofDays(8));

        assertThat(told(alerts()))
                .containsExactly("line-1/cam-1/CONSECUTIVE_REJECTS OPENED", "line-1/cam-1/CONSECUTIVE_REJECTS CLOSED");
        assertThat(driver.getKeyValueStore(AlertTopology.CAMERAS).get("line-1/cam-1"))
                .isNull();
    }

    @Test
    void shouldBuryWhatIsNoVerdictAndGoOn() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", "abc".getBytes(UTF_8));
        verdictBytes().pipeInput(new TestRecord<>("cam-1", "{\"schema\":".getBytes(UTF_8), headers, START));
        verdictBytes().pipeInput(null, new byte[0]);
        verdictBytes().pipeInput("cam-1", null);
        verdictBytes().pipeInput("cam-1", "{\"schema\":99}".getBytes(UTF_8));
        verdictBytes().pipeInput("cam-1", "{\"schema\":1}".getBytes(UTF_8));
        verdictBytes().pipeInput("cam-1", new byte[] {(byte) 0xff, (byte) 0xd8, 0});
        send("cam-1", Decision.REJECT, 3);

        List<TestRecord<String, byte[]>> dead = deadLetters().readRecordsToList();
        assertThat(dead)
                .extracting(record ->
                        DeadLetter.from(record.headers()).orElseThrow().reason())
                .containsExactly("NOT_JSON", "EMPTY", "EMPTY", "UNKNOWN_SCHEMA", "INVALID", "NOT_JSON");
        assertThat(dead.get(0).key()).isEqualTo("cam-1");
        assertThat(dead.get(0).value()).isEqualTo("{\"schema\":".getBytes(UTF_8));
        assertThat(dead.get(0).headers().lastHeader("trace").value()).isEqualTo("abc".getBytes(UTF_8));
        assertThat(DeadLetter.from(dead.get(3).headers()).orElseThrow())
                .satisfies(
                        letter -> assertThat(letter.source()).isEqualTo(new RecordPosition("invigil.verdicts", 0, 3)))
                .satisfies(letter -> assertThat(letter.detail()).contains("upgrade this service"));
        assertThat(told(alerts())).containsExactly("line-1/cam-1/CONSECUTIVE_REJECTS OPENED");
        assertThat(metric("invigil_alerts_dead_letters", "reason", "not_json")).isEqualTo(2);
    }

    @Test
    void shouldCountWhatItDoes() {
        send("cam-1", Decision.REJECT, 3);
        Verdict again = verdict("line-1", "cam-1", 0, Decision.REJECT, START);
        verdictBytes().pipeInput("cam-1", VerdictCodec.encode(again));
        assertThat(metric("invigil_alerts_open_incidents", "cause", "consecutive_rejects"))
                .isEqualTo(1);
        send("cam-1", Decision.PASS, 5);

        assertThat(metric("invigil_alerts_open_incidents", "cause", "consecutive_rejects"))
                .isZero();
        assertThat(metric("invigil_alerts_verdicts", "decision", "reject")).isEqualTo(3);
        assertThat(metric("invigil_alerts_verdicts", "decision", "pass")).isEqualTo(5);
        assertThat(metric("invigil_alerts_sent", "cause", "consecutive_rejects", "state", "opened"))
                .isEqualTo(1);
        assertThat(metric("invigil_alerts_sent", "cause", "consecutive_rejects", "state", "closed"))
                .isEqualTo(1);
        assertThat(metric("invigil_alerts_duplicate_verdicts")).isEqualTo(1);
    }

    @Test
    void shouldGoByTheRulesOfTheCameraItself() {
        reopen("""
                rules: {consecutive-rejects: {count: 3}}
                cameras:
                  cam-2: {consecutive-rejects: {count: 2}, silent-camera: {after: 10s, known-after: 2}}
                """);

        send("cam-1", Decision.REJECT, 2);
        send("cam-2", Decision.REJECT, 2);
        driver.advanceWallClockTime(Duration.ofSeconds(12));
        driver.advanceWallClockTime(Duration.ofSeconds(10));

        assertThat(told(alerts()))
                .containsExactly("line-1/cam-2/CONSECUTIVE_REJECTS OPENED", "line-1/cam-2/SILENT_CAMERA OPENED");
    }

    @Test
    void shouldCarryOnFromTheStoredState() {
        send("cam-1", Decision.REJECT, 3);
        String incident = alerts().get(0).incidentId();
        Object stored = driver.getKeyValueStore(AlertTopology.CAMERAS).get("line-1/cam-1");

        PrometheusRegistry fresh = new PrometheusRegistry();
        driver.close();
        driver = driver("", fresh, START.plus(Duration.ofHours(1)));
        driver.getKeyValueStore(AlertTopology.CAMERAS).put("line-1/cam-1", stored);
        driver.advanceWallClockTime(Duration.ofSeconds(30));
        assertThat(alerts()).as("its own absence is not silence").isEmpty();
        send("cam-1", Decision.PASS, 5);

        Alert closed = alerts().get(0);
        assertThat(closed.state()).isEqualTo(AlertState.CLOSED);
        assertThat(closed.incidentId()).isEqualTo(incident);
    }

    @Test
    void shouldOpenForADriftOfTheCalibrationAndShowItsEvidence() {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            send(sketch("line-1", "cam-1", offset++, Decision.PASS, START)
                    .rank(new CalibrationRank(100, random.nextInt(101), 0, 0)));
        }
        assertThat(alerts()).isEmpty();
        assertThat(metric(
                        "invigil_alerts_drift_wealth_log10", "line", "line-1", "camera", "cam-1", "product", "bottle"))
                .isBetween(-2.0, 1.0);
        for (int i = 0; i < 50; i++) {
            send(sketch("line-1", "cam-1", offset++, Decision.PASS, START)
                    .rank(new CalibrationRank(100, random.nextInt(10), 0, 0)));
            send(sketch("line-2", "cam-1", offset++, Decision.PASS, START)
                    .rank(new CalibrationRank(100, random.nextInt(101), 0, 0)));
        }

        assertThat(told(alerts())).containsExactly("line-1/cam-1/CALIBRATION_DRIFT OPENED");
        assertThat(metric("invigil_alerts_open_incidents", "cause", "calibration_drift"))
                .isEqualTo(1);

        Object stored = driver.getKeyValueStore(AlertTopology.CAMERAS).get("line-1/cam-1");
        double wealth =
                metric("invigil_alerts_drift_wealth_log10", "line", "line-1", "camera", "cam-1", "product", "bottle");
        driver.close();
        assertThat(registry.scrape(name -> name.equals("invigil_alerts_drift_wealth_log10")))
                .allSatisfy(gauge -> assertThat(gauge.getDataPoints()).isEmpty());
        driver = driver("", new PrometheusRegistry(), START);
        driver.getKeyValueStore(AlertTopology.CAMERAS).put("line-1/cam-1", stored);
        assertThat(((CameraState) driver.getKeyValueStore(AlertTopology.CAMERAS).get("line-1/cam-1")).driftWealth())
                .containsEntry("bottle", wealth);
        send(sketch("line-1", "cam-1", offset++, Decision.PASS, START)
                .model("2", "cd".repeat(32))
                .rank(new CalibrationRank(100, 50, 0, 0)));
        assertThat(told(alerts())).containsExactly("line-1/cam-1/CALIBRATION_DRIFT CLOSED");
    }

    @Test
    void shouldOpenForFramesThatAreFrozenOrMissing() {
        for (int i = 0; i < 5; i++) {
            send(sketch("line-1", "cam-1", offset++, Decision.PASS, START)
                    .digest("ef".repeat(32))
                    .sequence(i < 3 ? i : i + 1));
        }

        assertThat(told(alerts()))
                .containsExactly("line-1/cam-1/SEQUENCE_GAP OPENED", "line-1/cam-1/FROZEN_IMAGE OPENED");
    }

    @Test
    void shouldOpenWhileVerdictsAreByAnotherModelThanTheActiveOne() {
        active = Optional.of(new ModelRecord(
                1,
                "cd".repeat(32),
                "model",
                "2",
                ModelState.ACTIVE,
                OptionalLong.of(2),
                Optional.empty(),
                "a test",
                "me",
                START.minusSeconds(61),
                Optional.empty()));
        send("cam-1", Decision.PASS, 2);
        driver.advanceWallClockTime(Duration.ofSeconds(11));
        assertThat(told(alerts())).containsExactly("line-1/cam-1/MODEL_NOT_IN_USE OPENED");

        send(sketch("line-1", "cam-1", offset++, Decision.PASS, START).model("2", "cd".repeat(32)));
        assertThat(told(alerts())).containsExactly("line-1/cam-1/MODEL_NOT_IN_USE CLOSED");
    }

    @Test
    void shouldStartAnewForACameraWhoseStoredStateCannotBeRead() {
        try (Serde<CameraState> states = AlertTopology.states()) {
            assertThat(states.deserializer().deserialize("changelog", "garbage".getBytes(UTF_8)))
                    .isNull();
            assertThat(states.deserializer().deserialize("changelog", new byte[0]))
                    .isNull();
            assertThat(states.deserializer().deserialize("changelog", "{\"schema\":99}".getBytes(UTF_8)))
                    .isNull();
        }
    }

    private void reopen(String yaml) {
        driver.close();
        driver = driver(yaml, new PrometheusRegistry(), START);
    }

    private TopologyTestDriver driver(String yaml, PrometheusRegistry registry, Instant start) {
        AlertsConfig config = Configuration.parse(yaml, "test", AlertsConfig.class, Map.of());
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "alerts-test");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return new TopologyTestDriver(
                AlertTopology.build(config, TOPICS, new AlertsMetrics(registry), () -> active), properties, start);
    }

    private void send(String camera, Decision decision, int count) {
        for (int i = 0; i < count; i++) {
            verdictBytes().pipeInput(camera, VerdictCodec.encode(verdict("line-1", camera, offset++, decision, START)));
        }
    }

    private void send(Verdicts.Sketch sketch) {
        Verdict verdict = sketch.verdict();
        verdictBytes().pipeInput(verdict.camera(), VerdictCodec.encode(verdict));
    }

    private TestInputTopic<String, byte[]> verdictBytes() {
        return driver.createInputTopic("invigil.verdicts", new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> alertRecords() {
        return driver.createOutputTopic("invigil.alerts", new StringDeserializer(), new ByteArrayDeserializer());
    }

    private TestOutputTopic<String, byte[]> deadLetters() {
        return driver.createOutputTopic("invigil.dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
    }

    private List<Alert> alerts() {
        return driver.createOutputTopic("invigil.alerts", new StringDeserializer(), AlertCodec.deserializer())
                .readValuesToList();
    }

    private static List<String> told(List<Alert> alerts) {
        return alerts.stream().map(alert -> alert.key() + " " + alert.state()).toList();
    }

    private double metric(String name, String... labels) {
        MetricSnapshot snapshot = registry.scrape(candidate -> candidate.equals(name)).stream()
                .findFirst()
                .orElseThrow();
        Labels wanted = Labels.of(labels);
        for (DataPointSnapshot point : snapshot.getDataPoints()) {
            if (point.getLabels().equals(wanted)) {
                return point instanceof CounterSnapshot.CounterDataPointSnapshot counter
                        ? counter.getValue()
                        : ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue();
            }
        }
        throw new AssertionError("no " + name + wanted);
    }
}
