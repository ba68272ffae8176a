// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console;

import dev.invigil.console.image.FrameImages;
import dev.invigil.console.image.FrameRecords;
import dev.invigil.console.image.VerdictSearch;
import dev.invigil.console.line.LiveLine;
import dev.invigil.console.web.ConsolePages;
import dev.invigil.console.web.LabelDesk;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The console of a line. It needs the broker only; the services may run anywhere. */
public final class ConsoleService implements Service {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int FEW_BYTES = 256 << 10;

    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final ConsoleConfig config;
    private final FailureListener failures;
    private final LiveLine line;
    private final TopicWatch watch;
    private final FrameEnds frames;
    private final FrameImages images;
    private final ConsolePages pages;
    private volatile boolean started;

    /**
     * @param http where the pages are added; not started yet
     * @param labels where labels are written
     * @param facts more about this line, shown on the page
     */
    public ConsoleService(
            KafkaSettings kafka,
            TopicSettings topics,
            ConsoleConfig config,
            HttpService http,
            Health health,
            LabelDesk labels,
            Map<String, String> facts,
            FailureListener failures) {
        this.kafka = kafka;
        this.topics = topics;
        this.config = config;
        this.failures = failures;
        this.line = new LiveLine(config.cameras(), config.history());
        line.reading(true);
        KafkaClients clients = new KafkaClients(kafka, topics.frameLimit());
        this.watch = new TopicWatch(
                () -> consumer(clients.reader("invigil-console", ANSWER)), topics, line, config.history());
        this.frames = new FrameEnds(clients.admin("invigil-console-frames"), topics.name(Topic.FRAMES), line);
        Supplier<Consumer<String, byte[]>> single =
                () -> consumer(few(clients.reader("invigil-console-images", ANSWER)));
        this.images = new FrameImages(new FrameRecords(single, topics.name(Topic.MAPS)));
        VerdictSearch search = new VerdictSearch(
                () -> consumer(clients.reader("invigil-console-search", ANSWER)), topics.name(Topic.VERDICTS));
        Map<String, String> all = new LinkedHashMap<>(facts);
        all.put("broker", kafka.bootstrapServers());
        this.pages = new ConsolePages(
                line, health, images, search, labels, config.viewers(), Clock.systemUTC(), all, config.trainer());
        pages.addTo(http);
    }

    /** The line as the console sees it. */
    public LiveLine line() {
        return line;
    }

    /** Why the console is not ready; empty when it is. For the process of the console: in others, the services say it themselves. */
    public Optional<String> readyProblem() {
        return started ? frames.problem() : frames.problem().or(() -> Optional.of("the console is starting"));
    }

    @Override
    public String name() {
        return "console";
    }

    @Override
    public void start() {
        // the page answers from the start, and says that the broker does not
        pages.start();
        frames.start();
        TopicProvisioner.ensure(kafka, topics, config.patience());
        watch.start(cause -> failures.failed(name(), cause));
        started = true;
    }

    @Override
    public void stop() throws InterruptedException {
        pages.stop();
        watch.stop();
        frames.stop();
        images.close();
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> properties) {
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** One record is wanted; without this a request brings a megabyte of them from each partition. */
    private static Map<String, Object> few(Map<String, Object> properties) {
        Map<String, Object> few = new HashMap<>(properties);
        few.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FEW_BYTES);
        few.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FEW_BYTES);
        few.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20);
        return few;
    }
}
