// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Convolutions as processors without AVX-512 compute them, in a process whose allocator looks for corrupted memory. {@code .ci/sweep} sets
 * the system property {@code invigil.sweep} to {@code full}, and the instruction set.
 */
class ConvolutionSweepTest {
    /** glibc's checks live in a library of their own since 2.34; before, the variables alone switch them on. */
    private static final List<Path> CHECKERS = Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64")
            .map(folder -> Path.of(folder, "libc_malloc_debug.so.0"))
            .toList();

    @Test
    void shouldTrainEveryFormOfConvolutionWithoutCorruptingMemory() throws Exception {
        Sweep sweep = sweep(System.getProperty("invigil.sweep", ""));

        assertThat(sweep.exitCode).as(sweep.lastLines()).isZero();
        assertThat(sweep.output).endsWith(ConvolutionSweep.DONE + System.lineSeparator());
    }

    /** When this fails after an upgrade of the engine, {@link SafeConvolution} may have become needless: see {@code .ci/sweep}. */
    @Test
    void shouldSeeTheCorruptionOfTheStridedForm() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/proc/cpuinfo"))
                        && Files.readString(Path.of("/proc/cpuinfo")).contains("avx2"),
                "skipped: the engine corrupts memory on x86 processors with AVX2 under Linux only");
        Sweep sweep = sweep(ConvolutionSweep.UNSAFE);

        assertThat(sweep.exitCode).as(sweep.lastLines()).isNotZero();
        assertThat(sweep.output).doesNotContain(ConvolutionSweep.DONE);
    }

    private record Sweep(int exitCode, String output) {
        String lastLines() {
            return output.substring(Math.max(0, output.length() - 2000));
        }
    }

    private static Sweep sweep(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("invigil-sweep", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx512m",
                            "-XX:+IgnoreUnrecognizedVMOptions",
                            "-XX:ErrorFile=/dev/null",
                            // writing the report of a crash hangs if the crash holds the lock of the allocator
                            "-XX:ErrorLogTimeout=5",
                            "-XX:-CreateCoredumpOnCrash",
                            "-Dai.djl.offline=true",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ConvolutionSweep.class.getName())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.command().addAll(List.of(arguments));
            Map<String, String> environment = builder.environment();
            environment.putIfAbsent("ONEDNN_MAX_CPU_ISA", "AVX2");
            environment.put("MALLOC_CHECK_", "3");
            environment.put("MALLOC_PERTURB_", "165");
            CHECKERS.stream()
                    .filter(Files::exists)
                    .findFirst()
                    .ifPresent(library -> environment.put("LD_PRELOAD", library.toString()));
            int exitCode = builder.start().waitFor();
            return new Sweep(exitCode, Files.readString(output, StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(output);
        }
    }
}
