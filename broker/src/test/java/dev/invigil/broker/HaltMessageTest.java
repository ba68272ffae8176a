// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.disk.FreeSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.Test;

class HaltMessageTest {
    private static final Path DIRECTORY = Path.of("/data/broker");

    @Test
    void shouldSayThatTheDiskIsFullAndWhatToDo() {
        assertThat(HaltMessage.text(DIRECTORY, disk(3L << 20, 10L << 30), null))
                .contains(
                        "/data/broker",
                        "the disk is full",
                        "3 MiB of 10240 MiB",
                        "broker.space",
                        "No acknowledged record is lost");
    }

    @Test
    void shouldPointToKafkasMessagesWhenTheDiskIsNotFull() {
        assertThat(HaltMessage.text(DIRECTORY, disk(5L << 30, 10L << 30), "log dir failed"))
                .contains("log dir failed", "5120 MiB of 10240 MiB", "the messages of Kafka")
                .doesNotContain("is full");
    }

    /** In a process of its own, since it ends. */
    @Test
    void shouldSayItBeforeKafkaEndsTheProcess() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltMessageTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said).contains("the embedded broker can no longer write to " + DIRECTORY);
    }

    public static void main(String[] arguments) {
        HaltMessage.install(DIRECTORY);
        Exit.halt(1);
    }

    private static FreeSpace disk(long free, long total) {
        return new FreeSpace() {
            @Override
            public long usable(Path folder) throws IOException {
                return free;
            }

            @Override
            public long total(Path folder) {
                return total;
            }
        };
    }
}
