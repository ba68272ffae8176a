// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.app.cli.ChildProcess;
import dev.invigil.app.reliability.IndependentReader.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing lost, nothing twice, nothing out of order, whatever process dies or freezes. {@code scripts/reliability.sh} runs it with 100 faults among 3,000
 * frames and prints the table of {@code docs/RELIABILITY.md}.
 */
class ReliabilityIT {
    private static final int FAULTS = Integer.getInteger("reliability.faults", 10);
    private static final int FRAMES = Integer.getInteger("reliability.frames", 300);
    private static final long SEED = Long.getLong("reliability.seed", 7);
    /** The kinds of faults, comma-separated. */
    private static final List<Fault> KINDS = Arrays.stream(System.getProperty(
                            "reliability.kinds",
                            Arrays.stream(Fault.values()).map(Fault::name).collect(Collectors.joining(",")))
                    .split(","))
            .map(Fault::valueOf)
            .toList();

    private static final int PER_SECOND = Integer.getInteger("reliability.rate", 12);
    private static final List<String> CAMERAS = List.of("cam-1", "cam-2", "cam-3");
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void shouldGiveEachAcknowledgedFrameExactlyOneVerdictInOrder() throws Exception {
        Path bundle = bundle();
        try (LineOfProcesses line = new LineOfProcesses(folder, bundle, SEED);
                IndependentReader reader = new IndependentReader(line.bootstrapServers());
                GarbageProducer garbage = new GarbageProducer(line.bootstrapServers(), SEED)) {
            line.start();
            Thread reading = new Thread(reader, "independent-reader");
            reading.start();
            Semaphore pace = new Semaphore(0);
            Map<String, List<byte[]>> images = Sender.images(folder.resolve("parts"));
            List<Sender> senders = CAMERAS.stream()
                    .map(camera -> new Sender(camera, line.httpPort(), FRAMES / CAMERAS.size(), images, pace))
                    .toList();
            List<Thread> sending =
                    senders.stream().map(s -> new Thread(s, s.camera())).toList();
            sending.forEach(Thread::start);
            pace.release(CAMERAS.size());
            await("the line to run").atMost(BOUND).until(() -> reader.verdicts().size() >= CAMERAS.size());

            assertThat(line.ended()).as("processes that ended before any fault").isEmpty();
            Map<Fault, List<Double>> seconds = inject(line, reader, senders, garbage, pace);

            pace.release(FRAMES);
            for (Thread sender : sending) {
                sender.join();
            }
            Set<String> acknowledged = acknowledged(senders);
            await("the last verdicts").atMost(BOUND).until(() -> {
                line.restartEnded();
                return reader.arrivals().keySet().containsAll(acknowledged);
            });
            reader.end();
            reading.join();
            reader.readToEnd();
            report(seconds, senders, reader);

            shouldHaveOneVerdictEach(reader, acknowledged);
            shouldBeInOrder(reader);
            assertThat(reader.withoutMap()).as("kept decisions without a map").isEmpty();
            assertThat(senders).allSatisfy(sender -> assertThat(sender.refused().values())
                    .as("refused at the door: no image, or a capture time in the year 2400")
                    .allMatch(status -> status == 400 || status == 415));
        } catch (Throwable e) {
            printLogs();
            throw e;
        }
    }

    /** Seconds from each fault to the first verdict on a frame that was acknowledged after it. */
    private Map<Fault, List<Double>> inject(
            LineOfProcesses line,
            IndependentReader reader,
            List<Sender> senders,
            GarbageProducer garbage,
            Semaphore pace)
            throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Fault, List<Double>> seconds = new EnumMap<>(Fault.class);
        Thread metronome = new Thread(() -> beat(pace), "metronome");
        metronome.setDaemon(true);
        metronome.start();
        List<Fault> faults = faults();
        for (int i = 0; i < FAULTS; i++) {
            Fault fault = faults.get(i);
            garbage.send();
            Set<String> before = acknowledged(senders);
            long began = System.nanoTime();
            Runnable end = fault.begin(line);
            // how long a supervisor or an operator takes; the line continues meanwhile
            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(3000));
            end.run();
            long[] recovered = new long[1];
            await(fault + ", number " + i).atMost(BOUND).until(() -> {
                line.restartEnded();
                Set<String> after = acknowledged(senders);
                after.removeAll(before);
                recovered[0] = after.stream()
                        .map(reader.arrivals()::get)
                        .filter(Objects::nonNull)
                        .mapToLong(at -> at)
                        .min()
                        .orElse(0);
                return recovered[0] != 0;
            });
            seconds.computeIfAbsent(fault, f -> new ArrayList<>()).add((recovered[0] - began) / 1e9);
        }
        metronome.interrupt();
        metronome.join();
        return seconds;
    }

    /** In random order; each kind comes equally often. */
    private static List<Fault> faults() {
        Random random = new Random(SEED);
        List<Fault> faults = new ArrayList<>();
        while (faults.size() < FAULTS) {
            List<Fault> kinds = new ArrayList<>(KINDS);
            Collections.shuffle(kinds, random);
            faults.addAll(kinds);
        }
        return faults;
    }

    private static void beat(Semaphore pace) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                // not faster than the senders: a backlog would hide the recovery
                if (pace.availablePermits() < CAMERAS.size()) {
                    pace.release();
                }
                TimeUnit.MILLISECONDS.sleep(1000 / PER_SECOND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> acknowledged(List<Sender> senders) {
        Set<String> all = new HashSet<>();
        senders.forEach(sender -> all.addAll(sender.acknowledged()));
        return all;
    }

    private static void shouldHaveOneVerdictEach(IndependentReader reader, Set<String> acknowledged) {
        Map<String, Long> verdicts =
                reader.verdicts().stream().collect(Collectors.groupingBy(Seen::frameId, Collectors.counting()));
        assertThat(verdicts.keySet()).as("verdicts of acknowledged frames").containsAll(acknowledged);
        assertThat(verdicts.values()).as("verdicts per frame").containsOnly(1L);
    }

    private static void shouldBeInOrder(IndependentReader reader) {
        reader.frames().forEach((camera, frames) -> assertThat(reader.verdicts().stream()
                        .filter(seen -> seen.camera().equals(camera))
                        .map(Seen::frameId))
                .as("verdicts of %s in the order of its frames", camera)
                .containsExactlyElementsOf(frames));
    }

    private static void report(Map<Fault, List<Double>> seconds, List<Sender> senders, IndependentReader reader) {
        Map<String, Long> decisions =
                reader.verdicts().stream().collect(Collectors.groupingBy(Seen::decision, Collectors.counting()));
        System.out.printf(
                Locale.ROOT,
                "%d frames acknowledged, %d refused at the door; verdicts %s%n",
                acknowledged(senders).size(),
                senders.stream().mapToInt(s -> s.refused().size()).sum(),
                decisions);
        System.out.println("| fault | times | median s | worst s |");
        System.out.println("|---|---|---|---|");
        seconds.forEach((fault, all) -> {
            List<Double> sorted = all.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f |%n",
                    fault.description(),
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() - 1));
        });
    }

    /** A model that is trained quickly and finds little: this test is about the line. */
    private Path bundle() {
        Path parts = folder.resolve("parts");
        Path bundle = folder.resolve("bundle");
        List<String> flags = List.of("-Xmx1g");
        int rendered = new ChildProcess(
                        folder,
                        "sample",
                        flags,
                        List.of(
                                "sample",
                                parts.toString(),
                                "--size",
                                "64",
                                "--train",
                                "24",
                                "--good",
                                "6",
                                "--defective",
                                "1"))
                .run();
        assertThat(rendered).as("exit code of sample").isZero();
        int trained = new ChildProcess(
                        folder,
                        "train",
                        flags,
                        List.of(
                                "train",
                                "--data",
                                parts.toString(),
                                "--size",
                                "64",
                                "--epochs",
                                "2",
                                "--batch",
                                "8",
                                "--threads",
                                "1",
                                "--calibration-share",
                                "0.5",
                                "--out",
                                bundle.toString()))
                .run();
        assertThat(trained).as("exit code of train").isZero();
        return bundle;
    }

    private void printLogs() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path log :
                    files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                System.out.println("== " + log.getFileName());
                lines.subList(Math.max(0, lines.size() - 60), lines.size()).forEach(System.out::println);
            }
        }
    }
}
