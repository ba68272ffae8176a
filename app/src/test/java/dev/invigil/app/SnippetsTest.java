// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.app.cli.CommandTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The commands and programs that the documents and the help show: they exist, they parse, and the clients agree. */
class SnippetsTest {
    private static final Path SNIPPETS = Repository.ROOT.resolve("docs/snippets");
    private static final Pattern BLOCK =
            Pattern.compile("^ *```(\\w+)\\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final int COLUMNS = 80;

    private record Block(String document, String language, String text) {}

    @Test
    void shouldShowTheProgramsOfTheSnippetsFolderAndNoOthers() throws IOException {
        List<String> shown = blocks().stream()
                .filter(block -> List.of("python", "go").contains(block.language)
                        || Stream.of("kcat ", "curl ").anyMatch(block.text::startsWith))
                .map(Block::text)
                .toList();
        List<String> files = new ArrayList<>();
        for (Path file : snippets()) {
            files.add(Files.readString(file));
        }

        assertThat(shown).containsExactlyInAnyOrderElementsOf(files);
    }

    /** Java's producers choose the partition of a key by murmur2; franz-go does so by default, librdkafka when told. */
    @Test
    void shouldPutACameraIntoTheSamePartitionWithEveryClient() throws IOException {
        assertThat(Files.readString(SNIPPETS.resolve("send_frame.py"))).contains("\"partitioner\": \"murmur2_random\"");
        assertThat(Files.readString(SNIPPETS.resolve("send-frame-kcat.sh"))).contains("-X partitioner=murmur2_random");
        assertThat(Files.readString(SNIPPETS.resolve("send_frame.go"))).doesNotContain("RecordPartitioner");
    }

    @TestFactory
    Stream<DynamicTest> shouldBeReadableByTheirLanguage() throws IOException {
        return snippets().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    List<String> checker = checker(file);
                    assumeTrue(
                            isInstalled(checker.get(0)),
                            "skipped: no " + checker.get(0) + " to check " + file.getFileName());
                    Process process = new ProcessBuilder(checker)
                            .redirectErrorStream(true)
                            .start();
                    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(process.waitFor()).as(said).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> shouldShowCommandsThatInvigilKnows() throws IOException {
        return Stream.concat(
                        blocks().stream()
                                .filter(block -> block.language.equals("sh"))
                                .flatMap(block -> commands(block.document, block.text)),
                        CommandTree.footers().entrySet().stream()
                                .flatMap(help ->
                                        commands(help.getKey() + " --help", String.join("\n", help.getValue()))))
                .map(example -> DynamicTest.dynamicTest(example.document + ": " + example.text, () -> assertThatCode(
                                () -> CommandTree.parse(words(example.text)))
                        .doesNotThrowAnyException()));
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepExamplesOfTheHelpCopyableAt80Columns() {
        return CommandTree.footers().entrySet().stream()
                .map(help -> DynamicTest.dynamicTest(help.getKey(), () -> assertThat(help.getValue())
                        .filteredOn(line -> line.startsWith("  "))
                        .allSatisfy(line -> assertThat(line).hasSizeLessThan(COLUMNS))));
    }

    private static Stream<Block> commands(String document, String script) {
        return script.replaceAll("\\\\\\n\\s*", "")
                .lines()
                .map(line -> line.strip().replaceFirst("^([A-Z_]+=\\S+ +)+", ""))
                .filter(line -> line.startsWith("./invigil ") || line.startsWith("invigil "))
                .filter(line -> !line.contains("…") && !line.contains("COMMAND"))
                .map(line -> line.replaceFirst(" {2,}\\S.*$| +#.*$| +[|&>].*$", ""))
                .map(line -> new Block(document, "sh", line));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(Stream.of(matcher.group(1), matcher.group(2), matcher.group(3))
                    .filter(group -> group != null)
                    .findFirst()
                    .orElseThrow());
        }
        return words.subList(1, words.size());
    }

    private static List<String> checker(Path file) {
        String name = file.toString();
        if (name.endsWith(".py")) {
            return List.of(
                    "python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1], encoding='utf-8').read())", name);
        }
        return name.endsWith(".go") ? List.of("gofmt", "-e", name) : List.of("bash", "-n", name);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static List<Path> snippets() throws IOException {
        try (Stream<Path> files = Files.list(SNIPPETS)) {
            return files.sorted().toList();
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path document : Repository.documents()) {
            Matcher matcher = BLOCK.matcher(Files.readString(document));
            while (matcher.find()) {
                blocks.add(new Block(document.getFileName().toString(), matcher.group(1), matcher.group(2)));
            }
        }
        return blocks;
    }
}
