// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.console;

import dev.invigil.app.line.Line;
import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.console.ConsoleConfig;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpLimits;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.http.HttpTokens;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.label.LabelWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A broker with the console, as {@code invigil console} runs it, and nothing else. */
final class ConsoleLine implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15));
    private final HttpService http;
    private final TopicSettings topics = TopicSettings.under("console.");

    ConsoleLine(Path directory) throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        HttpConfig listener = new HttpConfig(
                "127.0.0.1", 0, 8, Configuration.defaults(HttpLimits.class), Configuration.defaults(HttpTokens.class));
        Health health = new Health();
        http = new HttpService(listener, Metrics.registry("test"), health);
        lifecycle
                .add(http)
                .add(Line.console(
                        KafkaSettings.of(broker.bootstrapServers()),
                        topics,
                        Configuration.defaults(ConsoleConfig.class),
                        http,
                        health,
                        Map.of("model", "sample-line 4"),
                        lifecycle));
        lifecycle.start();
    }

    String page() {
        return "http://localhost:" + http.port() + "/";
    }

    DrawnLine drawn() {
        return new DrawnLine(broker.bootstrapServers(), topics);
    }

    LabelWriter labels() {
        return new LabelWriter(KafkaSettings.of(broker.bootstrapServers()), topics, "the test");
    }

    EmbeddedBroker broker() {
        return broker;
    }

    @Override
    public void close() {
        lifecycle.close();
        broker.close();
    }
}
