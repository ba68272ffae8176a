// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.RenderedParts;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
@Timeout(120)
class FrameHarvestIT {
    private static final SnapshotRules RULES =
            new SnapshotRules(Duration.ofHours(1), 100, 0, RoleShares.DEFAULT, 0.25, 7);

    private final Instant now = Instant.now();
    private final Instant old = now.minus(Duration.ofHours(2));

    @TempDir
    Path folder;

    private KafkaSettings kafka;
    private TopicSettings topics;
    private Producer<String, byte[]> producer;
    private SnapshotStore store;
    private FrameHarvest harvest;

    @BeforeEach
    void open(TestBroker broker) throws IOException {
        kafka = KafkaSettings.of(broker.bootstrapServers());
        topics = Configuration.parse(
                "{prefix: " + broker.prefix() + ", partitions: 2}", "test", TopicSettings.class, Map.of());
        TopicProvisioner.ensure(kafka, topics);
        producer = new KafkaProducer<>(
                new KafkaClients(kafka, topics.frameLimit()).transactionalProducer("test", broker.prefix() + "test"),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        RenderedParts.write(folder.resolve("golden"), "cap", new Color(110, 170, 50), 12);
        store = new SnapshotStore(folder.resolve("work"));
        harvest = new FrameHarvest(kafka, topics, RULES);
    }

    @AfterEach
    void close() {
        harvest.close();
        producer.close();
    }

    private SnapshotBuilder.Result make() throws IOException {
        return new SnapshotMaker(
                        folder.resolve("golden"), store, Optional.of(harvest), RULES, Clock.fixed(now, ZoneOffset.UTC))
                .make();
    }

    private static byte[] image(String id) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            image.setRGB(i % 8, i / 8, (id + i).hashCode());
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    /** Sends a frame in a transaction of its own, so that offsets have gaps, with an aborted one before it. */
    private RecordPosition frame(String id, byte[] image) throws Exception {
        Frame frame = new Frame(
                id,
                "line",
                "cam-1",
                Optional.empty(),
                "cap",
                OptionalLong.empty(),
                old,
                Optional.empty(),
                Optional.empty(),
                image);
        producer.beginTransaction();
        producer.send(FrameCodec.encode(topics.name(Topic.FRAMES), frame)).get(30, TimeUnit.SECONDS);
        producer.abortTransaction();
        producer.beginTransaction();
        RecordMetadata written = producer.send(FrameCodec.encode(topics.name(Topic.FRAMES), frame))
                .get(30, TimeUnit.SECONDS);
        producer.commitTransaction();
        return new RecordPosition(written.topic(), written.partition(), written.offset());
    }

    private void send(Topic topic, String key, byte[] value) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topics.name(topic), key, value)).get(30, TimeUnit.SECONDS);
        producer.commitTransaction();
    }

    private RecordPosition inspected(String id, Decision decision) throws Exception {
        byte[] image = image(id);
        RecordPosition position = frame(id, image);
        verdict(id, decision, Sha256.of(image), position);
        return position;
    }

    private void verdict(String id, Decision decision, String sha256, RecordPosition position) throws Exception {
        send(Topic.VERDICTS, "cam-1", VerdictCodec.encode(Verdicts.of(id, "cam-1", decision, sha256, position, old)));
    }

    private void label(String id, Label.Quality quality) throws Exception {
        send(
                Topic.LABELS,
                id,
                LabelCodec.encode(
                        new Label(Label.SCHEMA, id, quality, Optional.empty(), Optional.empty(), "ann", now)));
    }

    private static Map<String, Member> frames(Snapshot snapshot) {
        return snapshot.members().stream()
                .filter(member -> member.origin().fold(golden -> false, frame -> true))
                .collect(Collectors.toMap(
                        member -> member.origin().fold(golden -> "", Origin.FromFrame::id), member -> member));
    }

    @Test
    void shouldTakeConfirmedFramesWithTheirImages() throws Exception {
        for (int i = 0; i < 12; i++) {
            inspected("f" + i, Decision.PASS);
        }
        inspected("false reject", Decision.REJECT);
        label("false reject", Label.Quality.GOOD);
        inspected("true reject", Decision.REJECT);
        label("f3", Label.Quality.DEFECTIVE);
        send(Topic.VERDICTS, "cam-1", "no verdict".getBytes(UTF_8));
        send(Topic.LABELS, "f4", "no label".getBytes(UTF_8));
        byte[] other = image("other");
        verdict("of another image", Decision.PASS, Members.digest("something"), frame("of another image", other));

        SnapshotBuilder.Result result = make();

        Map<String, Member> frames = frames(result.snapshot());
        assertThat(frames.keySet())
                .containsExactlyInAnyOrder(
                        "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "false reject");
        assertThat(frames.get("f3").role()).isEqualTo(Role.TEST);
        for (Map.Entry<String, Member> frame : frames.entrySet()) {
            assertThat(store.image(frame.getValue().sha256()).orElseThrow()).hasBinaryContent(image(frame.getKey()));
        }
        SnapshotReport.Product cap = result.report().products().get("cap");
        assertThat(cap.leftOut(LeftOut.UNREADABLE)).isEqualTo(1);
        assertThat(cap.verdicts()).isEqualTo(15);
        assertThat(result.report().unreadableRecords()).isEqualTo(2);
        assertThat(store.get(result.snapshot().digest())).isEqualTo(result.snapshot());
        SnapshotData data = SnapshotData.open(result.snapshot(), folder.resolve("golden"), store);
        assertThat(data.images()).hasSize(12 + 4 + 13);
    }

    @Test
    void shouldGoOnWhereItStopped() throws Exception {
        inspected("pass", Decision.PASS);
        inspected("reject", Decision.REJECT);
        Snapshot first = make().snapshot();
        assertThat(frames(first)).containsOnlyKeys("pass");

        inspected("new", Decision.PASS);
        label("reject", Label.Quality.GOOD);
        SnapshotBuilder.Result second = make();

        assertThat(frames(second.snapshot())).containsOnlyKeys("pass", "reject", "new");
        assertThat(second.report().products().get("cap").verdicts())
                .as("each verdict was counted once")
                .isEqualTo(3);
    }

    @Test
    void shouldFindTheVerdictOfAFrameThatWasNotChosenAndLabelledLater() throws Exception {
        for (int i = 0; i < 6; i++) {
            inspected("f" + i, Decision.PASS);
        }
        SnapshotRules few = new SnapshotRules(Duration.ofHours(1), 0, 0, RoleShares.DEFAULT, 0.25, 7);
        try (FrameHarvest small = new FrameHarvest(kafka, topics, few, 1)) {
            assertThat(small.look().candidates()).hasSize(1);
            for (int i = 0; i < 6; i++) {
                label("f" + i, Label.Quality.GOOD);
            }

            Harvest later = small.look();

            assertThat(later.candidates()).hasSize(6);
            assertThat(later.production().get("cap").verdicts()).isEqualTo(6);
        }
    }

    @Test
    void shouldReportFramesThatRetentionHasDeleted() throws Exception {
        inspected("early", Decision.PASS);
        label("early", Label.Quality.GOOD);
        RecordPosition kept = inspected("kept", Decision.PASS);
        delete(kept);

        SnapshotBuilder.Result result = make();

        assertThat(frames(result.snapshot())).containsOnlyKeys("kept");
        assertThat(result.report().products().get("cap").leftOut(LeftOut.GONE)).isEqualTo(1);

        RecordPosition last = inspected("last", Decision.PASS);
        Harvest found = harvest.look();
        delete(new RecordPosition(last.topic(), last.partition(), last.offset() + 1));
        assertThat(harvest.copy(found.candidates(), store)).containsEntry("last", LeftOut.GONE);
        assertThat(frames(make().snapshot()))
                .as("an image that was copied stays a member")
                .containsOnlyKeys("kept");
    }

    private void delete(RecordPosition before) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(before.topic(), before.partition()),
                            RecordsToDelete.beforeOffset(before.offset())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldWorkBeforeTheFirstFrame() throws Exception {
        assertThat(harvest.look().candidates()).isEmpty();
        inspected("first", Decision.PASS);

        assertThat(frames(make().snapshot())).containsOnlyKeys("first");
    }

    @Test
    void shouldNameTheTopicThatIsMissing() {
        try (FrameHarvest elsewhere = new FrameHarvest(kafka, topics.withPrefix("nobody."), RULES)) {
            assertThatThrownBy(elsewhere::look)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("nobody.labels");
        }
    }

    @Test
    void shouldKeepTheSnapshotOfTheGoldenDataWithoutALine() throws Exception {
        SnapshotBuilder.Result result =
                new SnapshotMaker(folder.resolve("golden"), store, Optional.empty(), RULES, Clock.systemUTC()).make();

        assertThat(result.snapshot().members("cap", Role.TRAIN)).hasSize(7);
        assertThat(result.snapshot().members("cap", Role.CALIBRATE)).hasSize(5);
        assertThat(result.snapshot().members("cap", Role.TEST)).hasSize(4);
        assertThat(List.copyOf(store.digests()))
                .containsExactly(result.snapshot().digest());
    }
}
