// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.line.Line;
import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.process.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs all services of one configuration file. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run all services of one configuration file in one process.",
        footer = {
            "",
            "A service runs if the file has its section: ingest, scorer, alerts, trainer. The",
            "section broker adds a broker of one node.",
            "",
            "Examples:",
            "  invigil run config/line.yaml",
            "  INVIGIL_SCORER_BUNDLE=/models/line7 invigil run config/line.yaml",
            "",
            "config/line.yaml is an example with comments; all keys: docs/CONFIGURATION.md"
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration STOP_BOUND = Duration.ofSeconds(25);

    @Parameters(paramLabel = "CONFIG", description = "The YAML file.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        LineConfig line = Configuration.read(config, LineConfig.class, System.getenv());
        LineConfig complete = line.trainer().isPresent()
                ? line.with(TrainerCommand.resolved(line.trainer().get()))
                : line;
        String version = Version.number();
        return ServiceProcess.run(
                STOP_BOUND, lifecycle -> Line.add(complete, version, Metrics.registry(version), lifecycle));
    }
}
