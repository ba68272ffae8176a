// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.invigil.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    enum Mode {
        FAST,
        VERY_SLOW
    }

    record Folder(Path path, @Default("*.png") String pattern) {}

    record Section(
            @Default("8") int batchSize,
            @Default("100ms") Duration maxWait,
            @Default("16MiB") DataSize limit,
            @Default("very-slow") Mode mode,
            Optional<Double> rate,
            OptionalInt device,
            Optional<Secret> token,
            Optional<URI> endpoint,
            List<String> cameras,
            List<Folder> folders,
            Map<String, Integer> weights) {
        Section {
            new Requirements()
                    .that(batchSize >= 1, "batch-size", "must be at least 1, but is " + batchSize)
                    .that(!maxWait.isZero(), "max-wait", "must not be zero")
                    .verify();
        }
    }

    record Required(String name) {}

    record Root(KafkaSettings kafka, Section scorer, Optional<Required> extra) {}

    private static final String KAFKA = "kafka: {bootstrap.servers: 'b:1'}\n";

    @Test
    void shouldUseDefaultsForWhatIsNotSaid() {
        Section section = read(KAFKA).scorer();

        assertThat(section)
                .isEqualTo(new Section(
                        8,
                        Duration.ofMillis(100),
                        DataSize.mebibytes(16),
                        Mode.VERY_SLOW,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of()));
        assertThat(read(KAFKA).extra()).isEmpty();
    }

    @Test
    void shouldReadEveryKindOfValue() {
        Root root = read("""
                kafka:
                  bootstrap.servers: localhost:9092
                  ssl.truststore.password: ${file:/untouched:by us}
                scorer:
                  batch-size: 16
                  max-wait: 5s
                  limit: 512KiB
                  mode: fast
                  rate: 0.5
                  device: 1
                  endpoint: http://localhost:1/x
                  cameras: [no, 1.10, cam 3]
                  folders:
                    - path: /data/in
                    - {path: relative, pattern: '*.jpg'}
                  weights: {a: 1, b: 2}
                extra:
                  name: yes
                """);

        assertThat(root.kafka().properties())
                .containsEntry("bootstrap.servers", "localhost:9092")
                .containsEntry("ssl.truststore.password", "${file:/untouched:by us}");
        assertThat(root.scorer())
                .isEqualTo(new Section(
                        16,
                        Duration.ofSeconds(5),
                        new DataSize(512 << 10),
                        Mode.FAST,
                        Optional.of(0.5),
                        OptionalInt.of(1),
                        Optional.empty(),
                        Optional.of(URI.create("http://localhost:1/x")),
                        List.of("no", "1.10", "cam 3"),
                        List.of(new Folder(Path.of("/data/in"), "*.png"), new Folder(Path.of("relative"), "*.jpg")),
                        Map.of("a", 1, "b", 2)));
        assertThat(root.extra()).contains(new Required("yes"));
    }

    @Test
    void shouldTellAllProblemsAtOnceWithPlaceAndRemedy() {
        ConfigurationException e = failure("""
                kafka: {bootstrap.servers: 'b:1'}
                scorer:
                  batchsize: 3
                  max-wait: 5
                  limit: 16MB
                  mode: warp
                  device: one
                  cameras: {a: b}
                  folders:
                    - pattern: x
                  weights: {a: heavy}
                sink: 1
                """);

        assertThat(e.problems())
                .containsExactlyInAnyOrder(
                        "sink (line 12): unknown key; known here: extra, kafka, scorer",
                        "scorer.batchsize (line 3): unknown key; did you mean batch-size?",
                        "scorer.max-wait (line 4): \"5\" is not a duration; write a whole number with ms, s, m, h or d,"
                                + " such as 100ms",
                        "scorer.limit (line 5): \"16MB\" is not a size; write a whole number with B, KiB, MiB or GiB,"
                                + " such as 16MiB",
                        "scorer.mode (line 6): \"warp\" is not one of fast, very-slow",
                        "scorer.device (line 7): \"one\" is not a whole number",
                        "scorer.cameras (line 8): must be a list; begin each element with a dash",
                        "scorer.folders[0].path: is missing; set it here or as INVIGIL_SCORER_FOLDERS_0_PATH",
                        "scorer.weights.a (line 11): \"heavy\" is not a whole number");
        assertThat(e).hasMessageStartingWith("test.yaml has 9 problems:\n  ");
    }

    @Test
    void shouldGiveComplaintsOfConstructorsTheirPlace() {
        ConfigurationException e = failure("kafka: {}\nscorer: {batch-size: 0,\n max-wait: 0s}");

        assertThat(e.problems())
                .containsExactly(
                        "kafka (line 1): bootstrap.servers is missing; set it to the broker's address, such as"
                                + " localhost:9092",
                        "scorer.batch-size (line 2): must be at least 1, but is 0",
                        "scorer.max-wait (line 3): must not be zero");
    }

    @Test
    void shouldLetTheEnvironmentGoFirst() {
        Root root = read(
                KAFKA + "scorer: {batch-size: 3, cameras: [a], folders: [{path: p}]}",
                Map.of(
                        "INVIGIL_SCORER_BATCH_SIZE", "32",
                        "INVIGIL_SCORER_CAMERAS", "x, y",
                        "INVIGIL_SCORER_FOLDERS_0_PATTERN", "*.bmp",
                        "INVIGIL_SCORER_FOLDERS_1_PATH", "q",
                        "INVIGIL_KAFKA_BOOTSTRAP_SERVERS", "other:1",
                        "INVIGIL_KAFKA_SASL_JAAS_CONFIG", "some.Module required;",
                        "INVIGIL_EXTRA_NAME", "n",
                        "PATH", "/bin"));

        assertThat(root.scorer().batchSize()).isEqualTo(32);
        assertThat(root.scorer().cameras()).containsExactly("x", "y");
        assertThat(root.scorer().folders())
                .containsExactly(new Folder(Path.of("p"), "*.bmp"), new Folder(Path.of("q"), "*.png"));
        assertThat(root.kafka().properties())
                .containsEntry("bootstrap.servers", "other:1")
                .containsEntry("sasl.jaas.config", "some.Module required;");
        assertThat(root.extra()).contains(new Required("n"));
    }

    @Test
    void shouldNameTheVariableThatIsWrong() {
        assertThat(failure(KAFKA, Map.of("INVIGIL_SCORER_BATCH_SIZE", "many")).problems())
                .containsExactly("scorer.batch-size (INVIGIL_SCORER_BATCH_SIZE): \"many\" is not a whole number");
    }

    @Test
    void shouldRefuseMisspeltVariablesOfItsOwnSectionsOnly() {
        assertThat(failure(KAFKA, Map.of("INVIGIL_SCORER_BATCHSIZE", "3", "INVIGIL_HOME", "/x"))
                        .problems())
                .containsExactly("environment: unknown variable INVIGIL_SCORER_BATCHSIZE; did you mean"
                        + " INVIGIL_SCORER_BATCH_SIZE?");
    }

    @Test
    void shouldReadSecretsFromEnvironmentAndFiles(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "from file\n");

        assertThat(token("token: ${env:MY_TOKEN}", Map.of("MY_TOKEN", "a"))).isEqualTo("a");
        assertThat(token("token: ${file:" + file + "}", Map.of())).isEqualTo("from file");
        assertThat(token("", Map.of("INVIGIL_SCORER_TOKEN", "b"))).isEqualTo("b");
        assertThat(token("", Map.of("INVIGIL_SCORER_TOKEN_FILE", file.toString())))
                .isEqualTo("from file");
    }

    @Test
    void shouldRefuseSecretsThatStandInTheFileOrAreNotThere() {
        assertThat(failure(KAFKA + "scorer: {token: hunter2}"))
                .hasMessageContaining("${env:NAME}")
                .hasMessageNotContaining("hunter2");
        assertThat(failure(KAFKA + "scorer: {token: '${env:NOT_SET}'}")).hasMessageContaining("NOT_SET");
        assertThat(failure(KAFKA + "scorer: {token: '${file:/does/not/exist}'}"))
                .hasMessageContaining("/does/not/exist");
    }

    @Test
    void shouldNeverShowASecret() {
        Root root = read(KAFKA, Map.of("INVIGIL_SCORER_TOKEN", "hunter2"));

        assertThat(root.toString()).doesNotContain("hunter2").contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [1, 2",
                "a: b: c",
                "\tkafka: {}",
                "kafka: {}\n---\nkafka: {}",
                "- a",
                "just text",
                "kafka: {bootstrap.servers: 'b:1'}\nscorer: {batch-size: 1}\nscorer: {batch-size: 2}",
                "kafka: &k {bootstrap.servers: *k}"
            })
    void shouldComplainInOneLineAboutYamlThatIsNone(String yaml) {
        assertThat(failure(yaml).getMessage()).startsWith("test.yaml").doesNotContain("\n\tat ");
    }

    @Test
    void shouldTakeASectionWithoutContentAsAbsent() {
        assertThat(read(KAFKA + "scorer:\nextra:\n").extra()).isEmpty();
    }

    @Test
    void shouldSayWhichFileCannotBeRead(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.yaml");
        Path binary = Files.write(directory.resolve("binary.yaml"), "ü".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Configuration.read(missing, Root.class, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("missing.yaml")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> Configuration.read(binary, Root.class, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> Configuration.read(directory, Root.class, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void shouldReadAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("invigil.yaml"), KAFKA);

        assertThat(Configuration.read(file, Root.class, Map.of()).kafka().bootstrapServers())
                .isEqualTo("b:1");
    }

    private static String token(String line, Map<String, String> environment) {
        return read(KAFKA + "scorer: \n  " + line, environment)
                .scorer()
                .token()
                .orElseThrow()
                .reveal();
    }

    private static Root read(String yaml) {
        return read(yaml, Map.of());
    }

    private static Root read(String yaml, Map<String, String> environment) {
        return Configuration.parse(yaml, "test.yaml", Root.class, environment);
    }

    private static ConfigurationException failure(String yaml) {
        return failure(yaml, Map.of());
    }

    private static ConfigurationException failure(String yaml, Map<String, String> environment) {
        return catchThrowableOfType(ConfigurationException.class, () -> read(yaml, environment));
    }
}
