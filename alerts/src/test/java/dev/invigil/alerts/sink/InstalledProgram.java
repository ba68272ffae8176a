// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A program of the operating system that a test starts. */
final class InstalledProgram implements AutoCloseable {
    private final Process process;

    private InstalledProgram(Process process) {
        this.process = process;
    }

    /** Its path; the test is skipped with a printed reason where it is not installed. */
    static Path required(String name, String debianPackage) {
        Optional<Path> found = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/bin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        String reason = name + " is not installed; apt-get install " + debianPackage;
        if (found.isEmpty()) {
            System.out.println("SKIPPED: " + reason);
        }
        assumeTrue(found.isPresent(), reason);
        return found.get();
    }

    /** Starts it and waits until it accepts connections. */
    static InstalledProgram start(int port, Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        command.get(0) + " ended: " + Files.readString(log, StandardCharsets.UTF_8));
            }
            return answers(port);
        });
        return new InstalledProgram(process);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
