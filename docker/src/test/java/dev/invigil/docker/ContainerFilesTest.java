// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every linter that is installed must be content; one that is not is skipped, and says so. */
class ContainerFilesTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "promtool check config prometheus/prometheus.yml",
                "promtool check rules prometheus/rules.yml",
                "promtool test rules prometheus/rules.test.yml prometheus/rules.slow.test.yml",
                "amtool check-config prometheus/alertmanager.yml",
                "yamllint -d relaxed --no-warnings .",
                "docker-compose -f compose.yaml config -q",
                "docker-compose --env-file local.env -f compose.yaml config -q",
                "shellcheck entrypoint.sh engine images check-stack kafka/start local/kafka/run ../.ci/run ../invigil",
                // of PyPI: Debian has no checker of Kubernetes' schemas
                "kubernetes-validate --strict kubernetes/base/ingest.yaml kubernetes/base/scorer.yaml kubernetes/base/alerts.yaml"
                        + " kubernetes/base/trainer.yaml kubernetes/base/models.yaml",
                "python3 -m json.tool grafana/boards/line.json /dev/null"
            })
    void shouldSatisfyTheLinter(String command) throws Exception {
        List<String> words = List.of(command.split(" "));
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, words.get(0))));
        if (!installed) {
            System.out.println("SKIPPED: " + command + " (" + words.get(0) + " is not installed)");
        }
        assumeTrue(installed, words.get(0) + " is not installed");

        File said = scratch.resolve("said").toFile();
        Process linter = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(said)
                .start();
        assertThat(linter.waitFor(1, TimeUnit.MINUTES)).as("%s ends", command).isTrue();

        assertThat(linter.exitValue())
                .as("%s said:%n%s", command, Files.readString(said.toPath(), UTF_8))
                .isZero();
    }
}
