// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.detector.bundle.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command in processes of its own, one of which loses its power. */
class TrainResumeIT {
    private static final int KILLED = 137;
    private static final int STEPS = 30;

    @TempDir
    private Path folder;

    @Test
    void shouldEndAsIfItHadNeverBeenKilled() throws Exception {
        new SampleFolder(new SampleLine(64, 7), 12, 0, 0).write(folder.resolve("parts"));
        assertThat(statusOf(train("whole"))).isZero();

        Process killed = train("killed", "--checkpoint-every", "0");
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !killed.isAlive() || steps("killed").size() >= 5);
        killed.destroyForcibly();

        assertThat(statusOf(killed)).as("killed in the middle").isEqualTo(KILLED);
        assertThat(folder.resolve("killed.run/checkpoint.safetensors")).exists();
        assertThat(folder.resolve("killed")).doesNotExist();

        assertThat(statusOf(train("killed"))).as("starting anew by mistake").isEqualTo(1);
        assertThat(statusOf(train("killed", "--resume"))).isZero();

        List<String> whole = steps("whole");
        List<String> resumed = steps("killed");
        assertThat(resumed)
                .extracting(row -> row.split(",")[0])
                .containsExactlyElementsOf(IntStream.rangeClosed(1, STEPS)
                        .mapToObj(Integer::toString)
                        .toList());
        for (int step = 0; step < STEPS; step++) {
            assertThat(loss(resumed.get(step)))
                    .as("loss of step %d", step + 1)
                    .isCloseTo(loss(whole.get(step)), within(1e-6));
        }
        assertThat(folder.resolve("killed").resolve(ModelBundle.WEIGHTS))
                .hasSameBinaryContentAs(folder.resolve("whole").resolve(ModelBundle.WEIGHTS));
        assertThat(folder.resolve("killed.run/checkpoint.safetensors")).doesNotExist();
    }

    private Process train(String out, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Invigil.class.getName(),
                "train",
                "--data",
                folder.resolve("parts").toString(),
                "--out",
                folder.resolve(out).toString()));
        command.addAll(List.of("--size", "32", "--epochs", "10", "--batch", "7", "--threads", "1", "--device", "cpu"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The exit status, within minutes. */
    private static int statusOf(Process process) throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the training did not end");
        }
        return process.exitValue();
    }

    /** The whole lines of a run's log. */
    private List<String> steps(String out) throws IOException {
        Path log = folder.resolve(out + ".run/steps.csv");
        if (Files.notExists(log)) {
            return List.of();
        }
        return Files.readAllLines(log).stream()
                .skip(1)
                .filter(row -> row.split(",").length == 6)
                .toList();
    }

    private static double loss(String row) {
        return Double.parseDouble(row.split(",")[2]);
    }
}
