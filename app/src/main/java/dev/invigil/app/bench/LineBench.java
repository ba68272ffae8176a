// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Measures the whole line: sends frames to a broker and reads the committed verdicts of a scorer. */
final class LineBench implements AutoCloseable {
    private static final int CAMERAS = 8;
    private static final double NANOS = 1e9;

    private final List<BenchImage> images;
    private final String frames;
    private final Producer<String, byte[]> cameras;
    private final VerdictReader reader;
    private long sent;

    /** Expects a running scorer on these topics. */
    LineBench(List<BenchImage> images, KafkaSettings kafka, TopicSettings topics) {
        this.images = images;
        this.frames = topics.name(Topic.FRAMES);
        KafkaClients clients = new KafkaClients(kafka, topics.frameLimit());
        this.cameras = new KafkaProducer<>(
                clients.producer("invigil-bench"), new StringSerializer(), new ByteArraySerializer());
        this.reader = new VerdictReader(kafka, topics.name(Topic.VERDICTS));
    }

    /**
     * Sends {@code count} frames as fast as the broker accepts them and waits for all their verdicts.
     *
     * @return frames a second, from the first frame's sending to the last verdict's reading
     */
    Run saturated(int count) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            send();
        }
        return new Run(reader.await(count), (System.nanoTime() - begin) / NANOS);
    }

    /** Sends {@code count} frames at an even rate and waits for all their verdicts. */
    Run paced(int count, double framesPerSecond) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + Math.round(i * NANOS / framesPerSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            send();
        }
        return new Run(reader.await(count), (System.nanoTime() - begin) / NANOS);
    }

    private void send() {
        BenchImage image = images.get(Math.floorMod(sent, images.size()));
        long camera = sent % CAMERAS;
        var unused = cameras.send(
                FrameCodec.encode(
                        frames,
                        new Frame(
                                "bench-" + sent,
                                "bench",
                                "cam-" + camera,
                                Optional.empty(),
                                image.product(),
                                OptionalLong.of(sent / CAMERAS),
                                Instant.now(),
                                Optional.empty(),
                                Optional.empty(),
                                image.file())),
                reader);
        sent++;
    }

    @Override
    public void close() {
        cameras.close();
        reader.close();
    }

    /**
     * The result of a run.
     *
     * @param verdicts in the order they were read, with the time of reading
     * @param seconds all took
     */
    record Run(List<VerdictReader.Read> verdicts, double seconds) {
        double framesPerSecond() {
            return verdicts.size() / seconds;
        }

        /** From capture to the reading of the committed verdict, in milliseconds. */
        List<Double> latencies() {
            return verdicts.stream().map(VerdictReader.Read::latencyMillis).toList();
        }

        List<Verdict> scored() {
            return verdicts.stream()
                    .map(VerdictReader.Read::verdict)
                    .filter(verdict -> verdict.processingTimes().isPresent())
                    .toList();
        }
    }
}
