// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.ingest.IngestConfig;
import dev.invigil.ingest.IngestService;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.process.ServiceProcess;
import dev.invigil.kit.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the ingest service. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Send images from folders and HTTP clients as frames, each exactly once.",
        footer = {
            "",
            "Example configuration: send every JPEG file in /data/line-1/CAMERA/PRODUCT/.",
            "",
            "  kafka:",
            "    bootstrap.servers: localhost:9092",
            "  ingest:",
            "    folders:",
            "      - path: /data/line-1",
            "        pattern: \"{camera}/{product}/{part}.jpg\"",
            "    http:",
            "      port: 8080",
            "",
            "Send one image over HTTP:",
            "",
            "  curl --data-binary @part.jpg -H 'Content-Type: image/jpeg' \\",
            "      -H 'X-Product-Id: bottle' \\",
            "    http://localhost:8080/cameras/cam-1/frames",
            "",
            "All keys: docs/CONFIGURATION.md"
        })
final class IngestCommand implements Callable<Integer> {

    /** The file's sections. */
    record Settings(KafkaSettings kafka, TopicSettings topics, HttpConfig http, IngestConfig ingest) {}

    private static final Duration STOP_BOUND = Duration.ofSeconds(15);

    @Parameters(paramLabel = "CONFIG", description = "The YAML file with the sections kafka, topics, http and ingest.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        Settings settings = Configuration.read(config, Settings.class, System.getenv());
        return ServiceProcess.run(
                Version.number(),
                STOP_BOUND,
                settings.http(),
                (registry, health, lifecycle) -> new IngestService(
                        settings.kafka(),
                        settings.topics(),
                        settings.ingest(),
                        registry,
                        health,
                        Clock.systemUTC(),
                        lifecycle));
    }
}
