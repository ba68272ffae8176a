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

/** The whole line: frames into a broker, a scorer on it, verdicts read back committed. */
final class LineBench implements AutoCloseable {
    private static final int CAMERAS = 8;
    private static final double NANOS = 1e9;

    private final List<Photograph> photographs;
    private final String frames;
    private final Producer<String, byte[]> cameras;
    private final VerdictReader reader;
    private long sent;

    /** Expects a scorer to be at work on these topics. */
    LineBench(List<Photograph> photographs, KafkaSettings kafka, TopicSettings topics) {
        this.photographs = photographs;
        this.frames = topics.name(Topic.FRAMES);
        KafkaClients clients = new KafkaClients(kafka, topics.frameLimit());
        this.cameras = new KafkaProducer<>(
                clients.producer("invigil-bench"), new StringSerializer(), new ByteArraySerializer());
        this.reader = new VerdictReader(kafka, topics.name(Topic.VERDICTS));
    }

    /**
     * Sends so many frames as fast as the broker takes them and waits for all their verdicts.
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

    /** Sends so many frames at an even rate and waits for all their verdicts. */
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
        Photograph photograph = photographs.get(Math.floorMod(sent, photographs.size()));
        long camera = sent % CAMERAS;
        var unused = cameras.send(
                FrameCodec.encode(
                        frames,
                        new Frame(
                                "bench-" + sent,
                                "bench",
                                "cam-" + camera,
                                Optional.empty(),
                                photograph.product(),
                                OptionalLong.of(sent / CAMERAS),
                                Instant.now(),
                                Optional.empty(),
                                Optional.empty(),
                                photograph.file())),
                reader);
        sent++;
    }

    @Override
    public void close() {
        cameras.close();
        reader.close();
    }

    /**
     * What came of it.
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
