// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineGateTest {
    private static final int ENDS = Boolean.getBoolean("invigil.long") ? 20 : 6;
    /** Processes that run at the same time. */
    private static final int AT_ONCE = 2;

    private static final int SIGTERM = 15;
    private static final long LONG = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void shouldWaitForTheCallInsideAndRefuseTheNextOne() throws Exception {
        EngineGate gate = new EngineGate();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        Thread caller = new Thread(() -> gate.run(() -> {
            inside.countDown();
            await(goOn);
            left.set(true);
            return "";
        }));
        caller.start();
        inside.await();
        Thread releaser = new Thread(() -> {
            // closed means: the closing thread waits, and a new call is refused
            while (!refuses(gate)) {
                Thread.onSpinWait();
            }
            goOn.countDown();
        });
        releaser.start();

        assertThat(gate.close(LONG)).isTrue();

        assertThat(left).isTrue();
        assertThatThrownBy(() -> gate.run(() -> "")).isInstanceOf(EngineClosedException.class);
        caller.join();
        releaser.join();
    }

    @Test
    @Timeout(60)
    void shouldStayOpenAsLongAsSomebodyKeepsItOpen() throws Exception {
        EngineGate gate = new EngineGate();
        EngineGate.Keeper keeper = gate.keeper();
        Thread closer = new Thread(() -> {
            try {
                gate.close(LONG);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(gate.<String>run(() -> "open")).isEqualTo("open");
        keeper.close();
        keeper.close();
        closer.join();

        assertThat(refuses(gate)).isTrue();
    }

    @Test
    @Timeout(60)
    void shouldGiveUpACallThatDoesNotComeBack() throws Exception {
        EngineGate gate = new EngineGate();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Thread hung = new Thread(() -> gate.run(() -> {
            inside.countDown();
            await(never);
            return "";
        }));
        hung.setDaemon(true);
        hung.start();
        inside.await();

        assertThat(gate.close(1)).isFalse();
        never.countDown();
    }

    /** SIGTERM at moments spread over starting, loading and calling: the process ends by the signal, never by a crash. */
    @ParameterizedTest
    @ValueSource(strings = {"score", "train"})
    void shouldEndWithoutACrashWhenTheProcessIsEndedFromOutside(String work) throws Exception {
        SplittableRandom random = new SplittableRandom(work.hashCode());
        ExecutorService together = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int end = 0; end < ENDS; end++) {
                Path output = folder.resolve(work + end + ".log");
                int moment = 500 + random.nextInt(2500);
                ends.add(together.submit(() -> {
                    endAt(moment, work, output);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            together.shutdownNow();
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
    }

    private void endAt(int milliseconds, String work, Path output) throws Exception {
        Process process = process(work, output);
        try {
            process.waitFor(milliseconds, TimeUnit.MILLISECONDS);

            process.destroy();

            int exitCode = process.waitFor();
            assertThat(exitCode)
                    .as("%s: %s", output, Files.readString(output, StandardCharsets.ISO_8859_1))
                    .isEqualTo(128 + SIGTERM);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process process(String work, Path output) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineLoop.class.getName(),
                        work)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static boolean refuses(EngineGate gate) {
        try {
            gate.run(() -> List.of());
            return false;
        } catch (EngineClosedException e) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
