// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An {@link EmbeddedBroker} in a process of its own, so that a test can halt it as a power cut does. */
public final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker on these data; port 0 is a free one. Give the same port again to come back after a kill. */
    public static BrokerProcess start(Path directory, int port) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("ready ")) {
                return new BrokerProcess(process, line.substring("ready ".length()));
            }
        }
        throw new IOException("the broker's process ended before it was ready");
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public int port() {
        return Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    }

    /** {@code kill -9}: nothing is flushed, nobody is told. Returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** The child: runs until killed, or until the parent's end of the pipe closes. */
    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])).withPort(Integer.parseInt(arguments[1])));
        System.out.println("ready " + broker.bootstrapServers());
        System.in.transferTo(OutputStream.nullOutputStream());
        broker.close();
        System.exit(0);
    }
}
