// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a checkout of two classes, with a Maven that only copies and counts. */
@Timeout(120)
class LauncherTest {
    private static final List<String> MODULES = List.of(
            "contracts",
            "kit",
            "broker",
            "detector",
            "benchmark",
            "ingest",
            "scorer",
            "trainer",
            "alerts",
            "console",
            "app");

    private static final String MAIN = """
            package dev.invigil.app.cli;
            public class Invigil {
                public static void main(String[] arguments) throws Exception {
                    switch (arguments[0]) {
                        case "exists" -> System.out.println(new java.io.File(arguments[1]).exists());
                        case "wait" -> {
                            System.out.println("waiting");
                            System.in.read();
                            System.out.println(Late.text());
                        }
                        case "environment" -> System.out.println(System.getenv(arguments[1]));
                        default -> System.out.println("version " + Late.text());
                    }
                }
            }
            """;
    private static final String LATE =
            "package dev.invigil.app.cli; public class Late { static String text() { return \"%s\"; } }";

    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "skipped: no /bin/bash");
        checkout = Files.createDirectory(folder.resolve("checkout"));
        Files.copy(Repository.ROOT.resolve("invigil"), checkout.resolve("invigil"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectory(checkout.resolve("config"));
        for (String file : List.of("config/jvm.options", "config/environment")) {
            Files.copy(Repository.ROOT.resolve(file), checkout.resolve(file));
        }
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        for (String module : MODULES) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main/java"));
            Files.writeString(checkout.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Path sources = checkout.resolve("app/src/main/java");
        Files.writeString(sources.resolve("Invigil.java"), MAIN);
        Files.writeString(sources.resolve("Late.java"), LATE.formatted("one"));
        Path maven = Files.createDirectories(folder.resolve("maven/bin")).resolve("mvn");
        Files.writeString(maven, """
                #!/bin/bash
                set -e
                echo built >> '%1$s/builds'
                rm -rf app/target/classes
                mkdir -p app/target/classes
                "$JAVA_HOME/bin/javac" -d app/target/classes app/src/main/java/*.java
                : > app/target/libraries.classpath
                """.formatted(folder));
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void shouldFindAFileWithAnUmlautWhateverTheLocale() throws Exception {
        bash("touch \"$(printf 'Pr\\303\\274fling.png')\"", Map.of());

        String command = "\"$CHECKOUT/invigil\" exists \"$(printf 'Pr\\303\\274fling.png')\"";
        for (String locale : List.of("POSIX", "C", "C.UTF-8")) {
            assertThat(bash(command, Map.of("LC_ALL", locale))).as(locale).endsWith("true\n");
        }
    }

    @Test
    void shouldBuildForNewContentAndNotForNewTimes() throws Exception {
        assertThat(invigil("version")).endsWith("version one\n");
        assertThat(invigil("version")).endsWith("version one\n");
        bash("find \"$CHECKOUT\" -name '*.java' -exec touch {} +", Map.of());
        assertThat(invigil("version")).endsWith("version one\n");
        assertThat(builds()).isEqualTo(1);

        edit("two");

        assertThat(invigil("version")).endsWith("version two\n");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void shouldRunTheLatestBuildWhenToldNotToBuild() throws Exception {
        assertThat(invigil("version")).endsWith("version one\n");
        edit("two");

        assertThat(bash("\"$CHECKOUT/invigil\" version", Map.of("INVIGIL_NO_BUILD", "1")))
                .endsWith("version one\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void shouldSayThatNothingIsBuilt() throws Exception {
        assertThat(bash("\"$CHECKOUT/invigil\" version || echo code $?", Map.of("INVIGIL_NO_BUILD", "1")))
                .contains("there is no build yet")
                .endsWith("code 1\n");
    }

    @Test
    void shouldNameTheVariableWhenJavaRefusesItsFlags() throws Exception {
        String command = "\"$CHECKOUT/invigil\" version || echo code $?";

        assertThat(bash(command, Map.of("INVIGIL_JAVA_OPTS", "-Xmx64m -Xmm4g")))
                .contains("Java does not start with INVIGIL_JAVA_OPTS='-Xmx64m -Xmm4g'; correct or unset it")
                .contains("Unrecognized option: -Xmm4g")
                .endsWith("code 1\n");
        assertThat(bash(command, Map.of("INVIGIL_JAVA_OPTS", "-Xmx64m"))).endsWith("version one\n");
    }

    @Test
    void shouldBuildOnceWhenTwoStartTogether() throws Exception {
        String both = bash("\"$CHECKOUT/invigil\" version & \"$CHECKOUT/invigil\" version; wait", Map.of());

        assertThat(both.lines().filter("version one"::equals)).hasSize(2);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void shouldLeaveARunningProcessItsClassesAndRemoveThemWhenItHasEnded() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "skipped: no flock; old builds stay without it");
        Process running = start("\"$CHECKOUT/invigil\" wait", Map.of());
        var lines = running.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (!line.equals("waiting")) {
            line = lines.readLine();
        }
        edit("two");
        assertThat(invigil("version")).endsWith("version two\n");
        assertThat(folders()).hasSize(2);

        try (OutputStream in = running.getOutputStream()) {
            in.write('\n');
        }
        assertThat(lines.readLine()).isEqualTo("one");
        assertThat(running.waitFor()).isZero();

        edit("three");
        assertThat(invigil("version")).endsWith("version three\n");
        assertThat(folders()).hasSize(1);
    }

    private void edit(String text) throws IOException {
        Files.writeString(checkout.resolve("app/src/main/java/Late.java"), LATE.formatted(text));
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds")).size();
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(checkout.resolve(".launcher"))) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void shouldSetTheVariablesThatTheOperatorHasNotSet() throws Exception {
        String command = "unset GOMP_SPINCOUNT; %s \"$CHECKOUT/invigil\" environment GOMP_SPINCOUNT";

        assertThat(bash(command.formatted(""), Map.of())).endsWith("5000\n");
        assertThat(bash(command.formatted("GOMP_SPINCOUNT=9"), Map.of())).endsWith("9\n");
        assertThat(bash(command.formatted("GOMP_SPINCOUNT="), Map.of())).isEqualTo("\n");
        assertThat(bash(command.formatted("INVIGIL_NO_ENVIRONMENT=1"), Map.of()))
                .endsWith("null\n");
    }

    private String invigil(String argument) throws IOException, InterruptedException {
        return bash("\"$CHECKOUT/invigil\" " + argument, Map.of());
    }

    private String bash(String script, Map<String, String> variables) throws IOException, InterruptedException {
        Process process = start(script, variables);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    private Process start(String script, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of("/bin/bash", "-c", script)))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("INVIGIL_"));
        environment.put("CHECKOUT", checkout.toString());
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(variables);
        return builder.start();
    }
}
