// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.console;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import dev.invigil.app.sampleline.Sample;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.map.MapCodec;
import dev.invigil.contracts.map.MapRecord;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.MapReference;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Region;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.image.MapPng;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to the topics what ingest, scorer and alerts would: rendered parts, and verdicts and maps that are made up from where their defects are. */
final class DrawnLine implements AutoCloseable {
    private static final int SIZE = 320;
    private static final int MAP = 64;
    private static final double REJECT = 0.042;
    private static final double REVIEW = 0.035;
    private static final String DIGEST = "3f9c".repeat(16);
    private static final SampleLine PARTS = new SampleLine(SIZE, 7);

    private final TopicSettings topics;
    private final Producer<String, byte[]> producer;
    private final Map<String, Sample> rendered = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    DrawnLine(String bootstrapServers, TopicSettings topics) {
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** A good part, now. Returns the frame's id. */
    String good(String camera, Product product) throws Exception {
        return part(camera, product, Optional.empty(), Decision.PASS, Instant.now());
    }

    /** A part with a defect, now. */
    String defective(String camera, Product product, DefectKind kind, Decision decision) throws Exception {
        return part(camera, product, Optional.of(kind), decision, Instant.now());
    }

    /** A part at a time. */
    String part(String camera, Product product, Optional<DefectKind> defect, Decision decision, Instant time)
            throws Exception {
        long number = numbers.merge(camera, 1L, Long::sum);
        Sample sample = rendered.computeIfAbsent(product + "/" + defect + "/" + number % 3, key -> defect.map(
                        kind -> PARTS.defective(product, kind, number % 3))
                .orElseGet(() -> PARTS.good(product, number % 3)));
        String id = camera + "-" + String.format("%05d", number);
        String part = "P" + (4000 + number);
        Instant at = time.truncatedTo(ChronoUnit.MILLIS);
        Frame frame = new Frame(
                id,
                "line-1",
                camera,
                Optional.of(part),
                product.id(),
                OptionalLong.of(number),
                at.minusMillis(80),
                Optional.of("image/jpeg"),
                Optional.empty(),
                sample.jpeg());
        RecordMetadata written = send(FrameCodec.encode(topics.name(Topic.FRAMES), frame));
        double score =
                switch (decision) {
                    case PASS -> REJECT * (0.35 + 0.07 * (number * 7 % 5));
                    case REVIEW -> (REVIEW + REJECT) / 2;
                    default -> REJECT * (1.4 + 0.6 * (number % 4));
                };
        MapPng map = MapPng.encode(map(sample.mask(), (float) score));
        send(MapCodec.encode(topics.name(Topic.MAPS), new MapRecord(id, map.png(), map.scale())));
        send(new ProducerRecord<>(
                topics.name(Topic.VERDICTS),
                camera,
                VerdictCodec.encode(verdict(frame, decision, score, region(sample.mask(), score), written, at))));
        return id;
    }

    /** Many verdicts at once, without frames, for histories. */
    void past(String camera, Product product, int count, int rejectEvery) throws Exception {
        Instant now = Instant.now();
        List<Future<RecordMetadata>> written = new ArrayList<>();
        for (int i = count; i > 0; i--) {
            long number = numbers.merge(camera, 1L, Long::sum);
            boolean rejected = rejectEvery > 0 && i % rejectEvery == 0;
            double score = rejected ? REJECT * 1.6 : REJECT * (0.3 + 0.05 * (number * 13 % 9));
            Instant at = now.minusMillis(400L * i).truncatedTo(ChronoUnit.MILLIS);
            Frame frame = new Frame(
                    camera + "-" + String.format("%05d", number),
                    "line-1",
                    camera,
                    Optional.of("P" + (4000 + number)),
                    product.id(),
                    OptionalLong.of(number),
                    at.minusMillis(90),
                    Optional.empty(),
                    Optional.empty(),
                    new byte[] {1});
            written.add(producer.send(new ProducerRecord<>(
                    topics.name(Topic.VERDICTS),
                    camera,
                    VerdictCodec.encode(
                            verdict(frame, rejected ? Decision.REJECT : Decision.PASS, score, List.of(), null, at)))));
        }
        for (Future<RecordMetadata> each : written) {
            each.get();
        }
    }

    /** A change of an incident. */
    void alert(String camera, AlertCause cause, AlertState state, Instant opened, List<String> frames, String message)
            throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Alert alert = new Alert(
                Alert.SCHEMA,
                camera + cause,
                "line-1",
                camera,
                cause,
                state,
                opened,
                now,
                state == AlertState.CLOSED ? Optional.of(now) : Optional.empty(),
                frames.size(),
                frames,
                message);
        send(new ProducerRecord<>(topics.name(Topic.ALERTS), alert.key(), AlertCodec.encode(alert)));
    }

    /** The model that decides. */
    void model() throws Exception {
        ModelRecord model = new ModelRecord(
                ModelRecord.SCHEMA,
                DIGEST,
                "sample-line",
                "4",
                ModelState.ACTIVE,
                OptionalLong.of(4),
                Optional.of("20261128-041500-a1b2"),
                "the gate passed",
                "trainer",
                Instant.now().minusSeconds(5400),
                Optional.of(new ModelRecord.Evidence(
                        Optional.empty(), Optional.of("PROMOTE"), Optional.of("runs/gate/index.html"))));
        send(new ProducerRecord<>(topics.name(Topic.MODELS), model.digest(), ModelRecordCodec.encode(model)));
    }

    private Verdict verdict(
            Frame frame, Decision decision, double score, List<Region> regions, RecordMetadata written, Instant at) {
        return new Verdict(
                Verdict.SCHEMA,
                frame.id(),
                frame.line(),
                frame.camera(),
                frame.partId(),
                Optional.of(frame.productId()),
                frame.sequence(),
                decision,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(score),
                Optional.of(new Threshold(
                        REJECT, REVIEW, "bundle", Threshold.Basis.CALIBRATED, 0.01, 154, Optional.empty())),
                Optional.empty(),
                decision == Decision.PASS ? List.of() : regions,
                Optional.of(new ModelIdentity("sample-line", "4", DIGEST)),
                written == null ? Optional.empty() : Optional.of(new MapReference(topics.name(Topic.MAPS), frame.id())),
                Optional.empty(),
                written == null
                        ? new RecordPosition(topics.name(Topic.FRAMES), 0, 0)
                        : new RecordPosition(written.topic(), written.partition(), written.offset()),
                Optional.of(frame.capturedAt()),
                at,
                Optional.empty(),
                "scorer-1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** High where the defect is, blurred, on a little noise. */
    private static AnomalyMap map(BufferedImage mask, float score) {
        float[] sum = new float[MAP * MAP];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                sum[y * MAP / SIZE * MAP + x * MAP / SIZE] += mask.getRaster().getSample(x, y, 0);
            }
        }
        for (int pass = 0; pass < 3; pass++) {
            sum = blurred(sum);
        }
        float most = 1e-6f;
        for (float value : sum) {
            most = Math.max(most, value);
        }
        boolean isGood = most < 1;
        for (int i = 0; i < sum.length; i++) {
            int row = i / MAP;
            float noise = (float) (0.25 + 0.15 * Math.sin(i % MAP * 0.31) * Math.cos(row * 0.23));
            sum[i] = score * (isGood ? noise * 2.5f : Math.max(sum[i] / most, noise * 0.4f));
        }
        sum[isGood ? MAP * MAP / 3 : 0] = isGood ? score : 0;
        return new AnomalyMap(MAP, MAP, sum);
    }

    private static float[] blurred(float[] values) {
        float[] blurred = new float[values.length];
        for (int y = 1; y < MAP - 1; y++) {
            for (int x = 1; x < MAP - 1; x++) {
                float sum = 0;
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        sum += values[(y + dy) * MAP + x + dx];
                    }
                }
                blurred[y * MAP + x] = sum / 9;
            }
        }
        return blurred;
    }

    private static List<Region> region(BufferedImage mask, double score) {
        int left = SIZE;
        int top = SIZE;
        int right = -1;
        int bottom = -1;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                if (mask.getRaster().getSample(x, y, 0) > 0) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        return right < 0
                ? List.of()
                : List.of(new Region(
                        left, top, right - left + 1, bottom - top + 1, (right - left + 1) * (bottom - top + 1), score));
    }

    private RecordMetadata send(ProducerRecord<String, byte[]> record) throws Exception {
        return producer.send(record).get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
