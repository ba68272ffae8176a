// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import java.io.IOException;
import java.nio.file.Path;

/** {@code invigil ingest} in a process of its own, so that a test can kill it. */
final class IngestProcess implements AutoCloseable {
    private final Process process;

    private IngestProcess(Process process) {
        this.process = process;
    }

    static IngestProcess start(Path config) throws IOException {
        return new IngestProcess(new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.invigil.app.cli.Invigil",
                        "ingest",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        config.resolveSibling("ingest.log").toFile()))
                .start());
    }

    /** {@code kill -9}. Returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM; returns the exit code. */
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
