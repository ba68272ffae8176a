// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One command of Invigil in a process of its own, which can be killed, frozen and started again. Its output goes to a log file. */
public final class ChildProcess implements AutoCloseable {
    private final String name;
    private final List<String> command;
    private final Path log;
    private Process process;

    /**
     * @param name names the log file
     * @param arguments of the {@code invigil} command
     */
    public ChildProcess(Path folder, String name, List<String> jvmFlags, List<String> arguments) {
        this.name = name;
        this.log = folder.resolve(name + ".log");
        command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmFlags);
        command.addAll(List.of(
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Invigil.class.getName()));
        command.addAll(arguments);
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** Starts the process; does nothing while it runs. */
    public void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command to its end. */
    public int run() {
        start();
        return process.onExit().join().exitValue();
    }

    /** Of the process that was started last. */
    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** SIGTERM; returns the exit code when the process is gone. */
    public int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    /** SIGSTOP: the process keeps its sockets and does nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            thaw();
        }
        kill();
    }
}
