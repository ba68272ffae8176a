// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command {@code train} is ended by SIGTERM: it writes its checkpoint and ends by the signal, without a crash of the engine.
 * {@code EngineGateTest} does this at many moments, below the command line.
 */
class TrainStopIT {
    private static final int SIGTERM = 128 + 15;
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void shouldEndByTheSignalWhileItTrainsAndKeepACheckpoint() throws Exception {
        new SampleFolder(new SampleLine(64, 7), 12, 0, 0).write(folder.resolve("parts"));
        try (ChildProcess train = train()) {
            train.start();
            await("the training")
                    .atMost(BOUND)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        assertThat(train.isAlive()).as(said(train)).isTrue();
                        return steps() >= 1;
                    });

            shouldEndByTheSignal(train);
            assertThat(folder.resolve("bundle.run/checkpoint.safetensors")).exists();
        }
    }

    private void shouldEndByTheSignal(ChildProcess train) throws IOException {
        assertThat(train.terminate()).as(said(train)).isEqualTo(SIGTERM);
        assertThat(said(train)).doesNotContain("unexpected error");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
        assertThat(folder.resolve("bundle")).doesNotExist();
    }

    private ChildProcess train() {
        return new ChildProcess(
                folder,
                "train",
                List.of("-Xmx512m", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log")),
                List.of(
                        "train",
                        "--data",
                        folder.resolve("parts").toString(),
                        "--out",
                        folder.resolve("bundle").toString(),
                        "--size",
                        "32",
                        "--epochs",
                        "100000",
                        "--batch",
                        "7",
                        "--device",
                        "cpu"));
    }

    private static String said(ChildProcess train) throws IOException {
        return Files.readString(train.log(), StandardCharsets.ISO_8859_1);
    }

    /** Whole lines of the record of the run. */
    private long steps() throws IOException {
        Path log = folder.resolve("bundle.run/steps.csv");
        if (Files.notExists(log)) {
            return 0;
        }
        try (var lines = Files.lines(log)) {
            return lines.count() - 1;
        }
    }
}
