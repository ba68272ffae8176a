// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import dev.invigil.alerts.AlertsService;
import dev.invigil.console.ConsoleConfig;
import dev.invigil.console.ConsoleService;
import dev.invigil.console.line.LiveLine;
import dev.invigil.console.web.LabelDesk;
import dev.invigil.contracts.label.Label;
import dev.invigil.ingest.IngestService;
import dev.invigil.kit.disk.DiskWatch;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.ScorerService;
import dev.invigil.trainer.TrainerService;
import dev.invigil.trainer.label.LabelWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Puts the services of a {@link LineConfig} together, in the order in which they need each other. */
public final class Line {
    private final HttpService http;
    private final Optional<IngestService> ingest;

    private final LiveLine live;

    private Line(HttpService http, LiveLine live, Optional<IngestService> ingest) {
        this.http = http;
        this.live = live;
        this.ingest = ingest;
    }

    /**
     * Adds the services to the life cycle; connects to nothing yet. Readers start before writers, so that the whole line is ready for
     * the first frame.
     *
     * @param version of Invigil
     */
    public static Line add(LineConfig config, String version, PrometheusRegistry registry, Lifecycle lifecycle) {
        return add(config, version, Map.of(), registry, lifecycle);
    }

    /** @param facts about the line, shown by the console */
    public static Line add(
            LineConfig config,
            String version,
            Map<String, String> facts,
            PrometheusRegistry registry,
            Lifecycle lifecycle) {
        Health health = new Health();
        HttpService http = new HttpService(config.http(), registry, health);
        config.broker().ifPresent(broker -> lifecycle.add(new BrokerService(broker.settings(config.topics()))));
        lifecycle.add(http);
        ConsoleConfig settings = config.trainer().isPresent() ? config.console().besideTrainer() : config.console();
        ConsoleService console = console(config.kafka(), config.topics(), settings, http, health, facts, lifecycle);
        lifecycle.add(topics(config));
        lifecycle.add(console);
        config.alerts()
                .ifPresent(alerts -> lifecycle.add(
                        new AlertsService(config.kafka(), config.topics(), alerts, registry, health, lifecycle)));
        // before the scorer, which may wait for the first model that the trainer makes
        config.trainer()
                .ifPresent(trainer -> lifecycle.add(new TrainerService(
                        trainer, config.kafka(), config.topics(), version, registry, health, http, lifecycle)));
        config.scorer()
                .ifPresent(scorer -> lifecycle.add(
                        new ScorerService(scorer, config.kafka(), config.topics(), registry, health, lifecycle)));
        Optional<IngestService> ingest = config.ingest()
                .map(own -> config.broker()
                        .map(broker -> own.keepingFree(new DiskWatch.Folder(broker.directory(), broker.minFreeSpace())))
                        .orElse(own))
                .map(own -> new IngestService(
                        config.kafka(), config.topics(), own, registry, health, Clock.systemUTC(), lifecycle));
        ingest.ifPresent(lifecycle::add);
        return new Line(http, console.line(), ingest);
    }

    /** The console, which writes labels as {@code invigil label} does. */
    public static ConsoleService console(
            KafkaSettings kafka,
            TopicSettings topics,
            ConsoleConfig config,
            HttpService http,
            Health health,
            Map<String, String> facts,
            FailureListener failures) {
        LabelWriter writer = new LabelWriter(kafka, topics, "kafka.bootstrap.servers");
        LabelDesk desk = new LabelDesk() {
            @Override
            public void write(Label label) {
                writer.write(label);
            }

            @Override
            public void withdraw(String frameId) {
                writer.clear(frameId);
            }
        };
        return new ConsoleService(kafka, topics, config, http, health, desk, facts, failures);
    }

    /** The line as the console sees it. */
    public LiveLine live() {
        return live;
    }

    /** The server of the process, for more pages; before the start. */
    public HttpService http() {
        return http;
    }

    /** The ingest, when there is one. */
    public Optional<IngestService> ingest() {
        return ingest;
    }

    private static Service topics(LineConfig config) {
        return new Service() {
            @Override
            public String name() {
                return "topics";
            }

            @Override
            public void start() {
                TopicProvisioner.ensure(config.kafka(), config.topics(), config.patience());
            }

            @Override
            public void stop() {}
        };
    }
}
