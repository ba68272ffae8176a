// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container;

/** The line in containers, from the images as they are shipped. Needs an engine and the images: docker/README.md. */
@Timeout(480)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainersIT {
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final Set<String> SERVICES = Set.of("ingest", "scorer-1", "scorer-2", "alerts");

    @TempDir
    static Path work;

    private static LineOfContainers line;
    private static PostedFrames frames;
    private static CommittedVerdicts verdicts;

    @BeforeAll
    static void start() throws Exception {
        BuiltImages images = find();
        // written by the image's user
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        LineOfContainers.run(
                images,
                work,
                "sample",
                "/work/parts",
                "--size",
                "64",
                "--train",
                "16",
                "--good",
                "4",
                "--defective",
                "1");
        LineOfContainers.run(
                images,
                work,
                "train",
                "--data",
                "/work/parts",
                "--out",
                "/work/bundle",
                "--detector",
                "memory",
                "--size",
                "64");
        line = new LineOfContainers(images, work.resolve("bundle"), Files.createDirectory(work.resolve("pictures")));
        line.start();
        frames = new PostedFrames(line.framesAddress(), work.resolve("parts"));
        verdicts = new CommittedVerdicts(line.bootstrapServers());
    }

    private static BuiltImages find() throws IOException {
        try {
            return BuiltImages.find();
        } catch (BuiltImages.MissingException e) {
            // continuous integration makes the images, so there a missing one is a fault
            assertThat(System.getProperty("invigil.containers"))
                    .as(e.getMessage())
                    .isNotEqualTo("required");
            System.out.println("SKIPPED: ContainersIT (" + e.getMessage() + ")");
            return abort(e.getMessage());
        }
    }

    @AfterAll
    static void stop() {
        if (verdicts != null) {
            verdicts.close();
        }
        if (line != null) {
            line.close();
        }
    }

    @Test
    @Order(1)
    void shouldAnswerFramesWithVerdicts() throws Exception {
        frames.post("cam-1", 24);

        awaitOneVerdictForEachFrame();
        assertThat(verdicts.decisions()).as("decisions about rendered parts").containsKey("PASS");
    }

    @Test
    @Order(2)
    void shouldRunWithoutRightsOnAReadOnlyFileSystem() throws Exception {
        for (String name : SERVICES) {
            Container.ExecResult user = line.service(name).execInContainer("id");
            Container.ExecResult write = line.service(name).execInContainer("touch", "/opt/invigil/x");
            Container.ExecResult rights =
                    line.service(name).execInContainer("grep", "CapEff\\|NoNewPrivs", "/proc/1/status");

            assertThat(user.getStdout()).as(name).contains("uid=10001", "gid=10001");
            assertThat(write.getStderr()).as(name).contains("Read-only file system");
            assertThat(rights.getStdout())
                    .as(name)
                    .containsPattern("CapEff:\\s*0+\\n")
                    .containsPattern("NoNewPrivs:\\s*1");
        }
    }

    @Test
    @Order(3)
    void shouldGiveEachFrameOneVerdictWhenAScorerIsKilled() throws Exception {
        CompletableFuture<Void> posting = CompletableFuture.runAsync(() -> {
            try {
                frames.post("cam-2", 60);
                frames.post("cam-3", 60);
            } catch (IOException e) {
                throw new CompletionException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await().atMost(PATIENT).until(() -> verdicts.read().size() > 30);
        line.kill("scorer-1");
        posting.join();

        awaitOneVerdictForEachFrame();

        line.startAgain("scorer-1");
        Awaitility.await().atMost(PATIENT).untilAsserted(() -> assertThat(line.notReady())
                .isEmpty());
    }

    @Test
    @Order(4)
    void shouldNotBeReadyWithoutItsBrokerAndRecoverWithoutTraffic() throws Exception {
        line.stopBroker();

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(line.notReady())
                .containsOnlyKeys(SERVICES));
        Map<String, String> causes = line.notReady();
        assertThat(causes.values()).allSatisfy(cause -> assertThat(cause).contains("503", "broker"));

        line.startBroker();
        Awaitility.await().atMost(PATIENT).untilAsserted(() -> assertThat(line.notReady())
                .isEmpty());
        frames.post("cam-4", 12);

        awaitOneVerdictForEachFrame();
        for (String name : SERVICES) {
            assertThat(line.service(name).getLogs())
                    .as("log of " + name)
                    .contains("the broker has not been reached", "the broker is reached again");
        }
    }

    private static void awaitOneVerdictForEachFrame() {
        Awaitility.await().atMost(PATIENT).untilAsserted(() -> assertThat(verdicts.read())
                .containsOnlyKeys(frames.acknowledged())
                .allSatisfy((frame, count) -> assertThat(count).as(frame).isEqualTo(1)));
    }
}
