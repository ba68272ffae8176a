// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.process.ServiceProcess;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.TrainerConfig;
import dev.invigil.trainer.TrainerService;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the trainer as a service. */
@Command(
        name = "trainer",
        mixinStandardHelpOptions = true,
        description =
                "Retrain models on a schedule, on request, after labels or after drift; compare each with the active model, and list it.",
        footer = {
            "",
            "Example configuration: a run at half past two on each working day, from golden",
            "data and confirmed frames of the line.",
            "",
            "  kafka:",
            "    bootstrap.servers: localhost:9092",
            "  http:",
            "    port: 9404",
            "  trainer:",
            "    golden: /srv/golden",
            "    store: /srv/models",
            "    work: /var/lib/invigil/trainer",
            "    schedule: \"30 2 * * 1-5\"",
            "",
            "A run by hand, and the runs so far:",
            "  curl -X POST localhost:9404/runs",
            "  curl localhost:9404/runs",
            "",
            "All keys: docs/CONFIGURATION.md; what is promised: docs/RETRAINING.md"
        })
public final class TrainerCommand implements Callable<Integer> {
    /** The file's sections. */
    record Settings(KafkaSettings kafka, TopicSettings topics, HttpConfig http, TrainerConfig trainer) {}

    /** A child process writes its checkpoint before it ends. */
    private static final Duration STOP_BOUND = Duration.ofSeconds(45);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "The YAML file with the sections kafka, topics, http and trainer.")
    private Path config;

    @Option(names = "--now", description = "Begin a run at once.")
    private boolean now;

    @Override
    public Integer call() throws Exception {
        Settings settings = Configuration.read(config, Settings.class, System.getenv());
        TrainerConfig trainer = resolved(settings.trainer());
        String version = Version.number();
        return ServiceProcess.run(STOP_BOUND, lifecycle -> {
            PrometheusRegistry registry = Metrics.registry(version);
            Health health = new Health();
            HttpService http = new HttpService(settings.http(), registry, health);
            TrainerService service = new TrainerService(
                    trainer, settings.kafka(), settings.topics(), version, registry, health, http, lifecycle);
            lifecycle
                    .add(http)
                    .add(now ? service.beginningAtOnce() : service)
                    .add(new ReadyNotice(
                            spec.commandLine().getOut(),
                            () -> readyLine(settings.http().host(), http.port(), trainer.work())));
        });
    }

    /** Where requests are sent. */
    static String readyLine(String host, int port, Path work) {
        return "trainer ready at http://%s:%d, runs in %s"
                .formatted(host.contains(":") ? "[" + host + "]" : host, port, work);
    }

    /** With the file of a backbone that is named as {@code invigil backbone list} names it. */
    static TrainerConfig resolved(TrainerConfig trainer) throws IOException {
        try {
            return trainer.withBackbone(BackboneCommand.resolve(trainer.recipe().backbone()));
        } catch (UsageException e) {
            throw new OperatorException("trainer.recipe.backbone: " + e.getMessage(), e);
        }
    }
}
