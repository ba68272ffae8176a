// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.kit.config.DataSize;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the child process is started.
 *
 * @param mainClass its program
 * @param nice what is added to its niceness, 0 to 19, where the system has the command {@code nice}
 * @param cores how many it may see, so that all its pools stay small
 * @param heap the largest heap; empty: Java's default
 * @param grace how long it may take to stop before it is killed
 */
public record ChildSettings(String mainClass, int nice, int cores, Optional<DataSize> heap, Duration grace) {
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** Starts {@link RunProcess}. */
    public static ChildSettings of(int nice, int cores, Optional<DataSize> heap) {
        return new ChildSettings(RunProcess.class.getName(), nice, cores, heap, GRACE);
    }

    /** The same with another program, which ends as {@link RunProcess} does. */
    public ChildSettings running(Class<?> main) {
        return new ChildSettings(main.getName(), nice, cores, heap, grace);
    }

    /** With this JVM's java, class path and system properties. */
    List<String> command(Path folder) {
        List<String> command = new ArrayList<>();
        if (nice > 0 && hasNice()) {
            command.addAll(List.of("nice", "-n", Integer.toString(nice)));
        }
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D"))
                .forEach(command::add);
        heap.ifPresent(size -> command.add("-Xmx" + size.bytes()));
        command.addAll(List.of(
                "-XX:ActiveProcessorCount=" + cores,
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                folder.toString()));
        return command;
    }

    private static boolean hasNice() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isBlank())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nice")));
    }
}
