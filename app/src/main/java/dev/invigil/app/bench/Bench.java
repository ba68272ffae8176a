// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.ScorerConfig;
import dev.invigil.scorer.ScorerService;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ScoringModel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Runs all measurements on one bundle and one folder of images. */
public final class Bench {
    private static final int MAX_IMAGES = 256;
    private static final double WARM_UP_SECONDS = 2;

    /**
     * @param bundle the model's directory
     * @param data a folder of images
     * @param broker directory for the broker's data
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @param batch most frames in a batch
     * @param decodeThreads threads that decode
     * @param rounds of each measurement
     * @param seconds that each measurement of a round takes, about
     */
    public record Settings(
            Path bundle,
            Path data,
            Path broker,
            String device,
            int batch,
            int decodeThreads,
            int rounds,
            int seconds) {}

    private final Settings settings;
    private final PrintWriter out;

    public Bench(Settings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Measures and prints. */
    public void run() throws Exception {
        try (ScoringModel model =
                BundleModel.of(settings.bundle(), settings.device()).open()) {
            List<String> products =
                    model.facts().thresholds().keySet().stream().sorted().toList();
            List<BenchImage> images = BenchImage.in(settings.data(), products, MAX_IMAGES, 1);
            out.println(Machine.describe());
            out.printf(
                    "model %s %s on %s, %s pixels, batches of up to %d; %d images of %d KiB on average%n",
                    model.facts().identity().name(),
                    model.facts().identity().version(),
                    model.facts().device(),
                    model.facts().preprocessing().size(),
                    settings.batch(),
                    images.size(),
                    images.stream().mapToLong(image -> image.file().length).sum() / images.size() / 1024);
            out.flush();
            try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(settings.broker()))) {
                measure(model, images, KafkaSettings.of(broker.bootstrapServers()));
            }
        }
    }

    private void measure(ScoringModel model, List<BenchImage> images, KafkaSettings kafka)
            throws UnreadableImageException, InterruptedException, ExecutionException {
        TopicSettings topics = Configuration.defaults(TopicSettings.class);
        ScorerConfig config = Configuration.of(
                Map.of(
                        "bundle", settings.bundle(),
                        "device", settings.device(),
                        "batch-size", settings.batch(),
                        "decode-threads", settings.decodeThreads(),
                        "max-in-flight", Math.max(256, 4 * settings.batch())),
                "bench",
                ScorerConfig.class,
                Map.of());
        ScorerService scorer = new ScorerService(
                config,
                kafka,
                topics,
                BundleModel.of(settings.bundle(), settings.device()),
                new PrometheusRegistry(),
                new Health(),
                (service, cause) -> out.println("the scorer failed: " + cause.getMessage()));
        scorer.start();
        try (LineBench line = new LineBench(images, kafka, topics)) {
            StageBench stages = new StageBench(images, model, settings.batch());
            report(stages, line, model).print(out);
        } finally {
            scorer.stop();
        }
    }

    private BenchReport report(StageBench stages, LineBench line, ScoringModel model)
            throws InterruptedException, ExecutionException {
        stages.decode(settings.decodeThreads(), WARM_UP_SECONDS);
        double guess = stages.forward(WARM_UP_SECONDS);
        int frames = wholeBatches(guess * settings.seconds());
        line.saturated(wholeBatches(guess * WARM_UP_SECONDS));
        List<Double> decodes = new ArrayList<>();
        List<Double> forwards = new ArrayList<>();
        List<LineBench.Run> lines = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            out.printf("round %d of %d%n", round, settings.rounds());
            out.flush();
            decodes.add(stages.decode(settings.decodeThreads(), settings.seconds()));
            forwards.add(stages.forward(settings.seconds()));
            lines.add(line.saturated(frames));
        }
        double halfRate =
                Median.of(lines.stream().map(LineBench.Run::framesPerSecond).toList()) / 2;
        LineBench.Run half = line.paced(wholeBatches(halfRate * 2 * settings.seconds()), halfRate);
        return new BenchReport(
                decodes,
                settings.decodeThreads(),
                forwards,
                lines,
                half,
                halfRate,
                Machine.cores(),
                model.facts().device().equals("cpu"));
    }

    private int wholeBatches(double frames) {
        return Math.max(2, (int) Math.ceil(frames / settings.batch())) * settings.batch();
    }
}
