// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.ConfigurationException;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.retrain.Promotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerConfigTest {
    private static final String REQUIRED = "golden: /g\nstore: /s\nwork: /w\n";

    @Test
    void shouldBeCautiousByDefault() {
        TrainerConfig config = parse("");

        assertThat(config.promotion()).isEqualTo(Promotion.MANUAL);
        assertThat(config.cron()).isEmpty();
        assertThat(config.afterLabels()).isEmpty();
        assertThat(config.onDrift()).isFalse();
        assertThat(config.recipe().warmStart()).isTrue();
        assertThat(config.harvest().quarantine()).isEqualTo(Duration.ofHours(1));
        assertThat(config.gate()).isEqualTo(GateRules.DEFAULTS);
        assertThat(config.threads()).isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    @Test
    void shouldReadASchedule() {
        TrainerConfig config = parse("schedule: \"30 2 * * 1-5\"\nzone: Europe/Berlin\n");

        assertThat(config.cron()).get().hasToString("30 2 * * 1-5 (" + ZoneId.of("Europe/Berlin") + ")");
    }

    @Test
    void shouldKeepEverythingElseWhenTheBackboneIsResolved() {
        TrainerConfig config = parse("name: line-7\nrecipe: {backbone: resnet18, epochs: 3}\nheap: 2GiB\n");

        TrainerConfig resolved = config.withBackbone("/b/resnet18.safetensors");

        assertThat(resolved.recipe().backbone()).isEqualTo("/b/resnet18.safetensors");
        assertThat(resolved.withBackbone("resnet18")).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schedule: at night | trainer.schedule | is not a cron expression",
                "zone: Mars/North | trainer.zone | must be a time zone",
                "promotion: perhaps | trainer.promotion | manual, automatic",
                "after-labels: 0 | trainer.after-labels | must be at least 1",
                "nice: 20 | trainer.nice | must be 0 to 19",
                "heap: 1MiB | trainer.heap | must be at least 64MiB",
                "device: tpu | trainer.device | must be auto, cpu or gpu:N",
                "engine-threads: 0 | trainer.engine-threads | must be 1 to 256",
                "name: a b | trainer.name | letters, digits, dots, dashes and underscores",
                "recipe: {size: large} | trainer.recipe.size | HEIGHTxWIDTH",
                "recipe: {size: '8'} | trainer.recipe.size | 8",
                "recipe: {detector: magic} | trainer.recipe.detector | must be one of",
                "recipe: {depth: deep} | trainer.recipe.depth | deep",
                "recipe: {epochs: 0} | trainer.recipe.epochs | must be at least 1",
                "rates: {false-reject: 0.2, review: 0.1} | trainer.rates.false-reject | at most review",
                "harvest: {train: 0.9, calibrate: 0.2} | trainer.harvest.calibrate | with train at most 1",
                "gate: {newly-missed: -1} | trainer.gate.newly-missed | must not be negative"
            })
    void shouldNameTheKeyAndWhatIsWrong(String yaml, String key, String problem) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "/d, /d, /w, 3, trainer.store, is the same folder as golden",
        "/d, /d/models/../bundles, /w, 3, trainer.store, is inside golden",
        "/d/golden, /d, /w, 3, trainer.store, contains golden",
        "/g, /s, /g/work, 4, trainer.work, is inside golden",
        "/g, /s, /s, 4, trainer.work, is the same folder as store",
        "/g, /w/store, /w, 4, trainer.work, contains store"
    })
    void shouldRefuseFoldersInsideEachOther(
            String golden, String store, String work, int line, String key, String problem) {
        assertThatThrownBy(() -> parseWhole("golden: " + golden + "\nstore: " + store + "\nwork: " + work + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key + " (line " + line + ")")
                .hasMessageContaining(key)
                .hasMessageContaining(problem)
                .hasMessageContaining("name another folder");
    }

    @Test
    void shouldFollowLinksWhenItComparesFolders(@TempDir Path folder) throws IOException {
        Path golden = Files.createDirectory(folder.resolve("golden"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), golden);

        assertThatThrownBy(() -> parseWhole("golden: " + golden + "\nstore: /s\nwork: " + link.resolve("work") + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is inside golden");
    }

    @Test
    void shouldTakeFoldersBesideEachOther() {
        assertThat(parseWhole("golden: /d/a\nstore: /d/ab\nwork: /d/abc\n").store())
                .isEqualTo(Path.of("/d/ab"));
    }

    private record File(TrainerConfig trainer) {}

    private static TrainerConfig parse(String keys) {
        return parseWhole(REQUIRED + keys);
    }

    private static TrainerConfig parseWhole(String keys) {
        String yaml = "trainer:\n" + keys.indent(2);
        return Configuration.parse(yaml, "test.yaml", File.class, Map.of()).trainer();
    }
}
