// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library example of docs/METRICS.md, taken from there. */
class DocumentedExampleTest {
    private static final Path PAGE = Path.of("..", "docs", "METRICS.md");

    @TempDir
    private Path folder;

    @Test
    void shouldCompileAndPrintAMetricWithItsInterval() throws Exception {
        Matcher block = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        Path source = Files.writeString(folder.resolve("Judge.java"), block.group(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();

        int result = compiler.run(
                null,
                complaints,
                complaints,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());

        assertThat(result).as(() -> complaints.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(printed())
                .matches("Defined\\[value=0\\.\\d+] Optional\\[Interval\\[low=0\\.\\d+, high=0\\.\\d+]]\\R");
    }

    private String printed() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
                PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            loader.loadClass("Judge").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
