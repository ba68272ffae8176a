// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.EngineGate;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ModelSupply;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.pipeline.DeviceWatch;
import dev.invigil.scorer.pipeline.KafkaClientFactory;
import dev.invigil.scorer.pipeline.LoadLimit;
import dev.invigil.scorer.pipeline.MapPolicy;
import dev.invigil.scorer.pipeline.Scorer;
import dev.invigil.scorer.pipeline.ScorerMetrics;
import dev.invigil.scorer.pipeline.ScoringStages;
import dev.invigil.scorer.registry.ModelFollower;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** The scorer as a service. */
public final class ScorerService implements Service {
    private final ModelSupply models;
    private final Scorer scorer;
    private final Optional<Integer> engineThreads;
    /** During shutdown the engine stays usable until the scorer has stopped. */
    private EngineGate.Keeper engine;

    private volatile String notReady = "starting: the model is not loaded yet";

    /**
     * By the bundle or the bundle store that the configuration names.
     *
     * @param health receives a readiness check (ready once the model is warm and the group is joined, while the broker answers) and a liveness check of the device
     * @param failures called with a failure that ends the scorer
     */
    public ScorerService(
            ScorerConfig config,
            KafkaSettings kafka,
            TopicSettings topics,
            PrometheusRegistry registry,
            Health health,
            FailureListener failures) {
        this(
                config,
                topics,
                new ScorerClients(config, kafka, topics),
                (clients, metrics) -> supply(config, topics, clients, metrics),
                registry,
                health,
                failures);
    }

    /**
     * By one model, whatever the configuration names.
     *
     * @param model opened on the device thread when the service starts
     */
    public ScorerService(
            ScorerConfig config,
            KafkaSettings kafka,
            TopicSettings topics,
            ScoringModel.Source model,
            PrometheusRegistry registry,
            Health health,
            FailureListener failures) {
        this(config, topics, new ScorerClients(config, kafka, topics), model, registry, health, failures);
    }

    /** With other Kafka clients, for tests. */
    public ScorerService(
            ScorerConfig config,
            TopicSettings topics,
            KafkaClientFactory clients,
            ScoringModel.Source model,
            PrometheusRegistry registry,
            Health health,
            FailureListener failures) {
        this(config, topics, clients, (any, metrics) -> ModelSupply.of(model), registry, health, failures);
    }

    private ScorerService(
            ScorerConfig config,
            TopicSettings topics,
            KafkaClientFactory clients,
            BiFunction<KafkaClientFactory, ScorerMetrics, ModelSupply> supply,
            PrometheusRegistry registry,
            Health health,
            FailureListener failures) {
        this.engineThreads = config.engineThreads();
        ScorerMetrics metrics = new ScorerMetrics(registry, config.namedCameras(), config.metricCameras());
        this.models = supply.apply(clients, metrics);
        this.scorer = new Scorer(settings(config, topics), models, clients, metrics, cause -> {
            notReady = "the scorer has failed: " + cause.getMessage();
            failures.failed(name(), cause);
        });
        health.addReady(name(), this::readyProblem);
        health.addLive(name(), scorer.watch()::liveProblem);
    }

    /** Why the scorer is not ready; empty when it is ready. */
    Optional<String> readyProblem() {
        return models.waiting()
                .or(() -> Optional.ofNullable(notReady))
                .or(scorer.watch()::readyProblem)
                .or(scorer.broker()::readyProblem);
    }

    /**
     * Offers a model to replace the active one. It is loaded, tested and warmed up beside the active model and takes over at a batch
     * boundary; when it is refused, the active one stays in use. Of several offers only the newest is kept.
     *
     * @return done once the model is active or refused
     * @throws IllegalStateException before {@link #start} has returned
     */
    public CompletableFuture<OfferOutcome> offer(ScoringModel.Source model) {
        return scorer.offer(model);
    }

    @Override
    public String name() {
        return "scorer";
    }

    @Override
    public void start() throws InterruptedException {
        engine = EngineGate.keepOpen();
        boolean started = false;
        try {
            // set once for the process, before any model opens
            engineThreads.ifPresent(ComputeDevice::useThreads);
            scorer.start();
            started = true;
        } finally {
            if (!started) {
                engine.close();
            }
        }
        notReady = null;
    }

    @Override
    public void stop() throws InterruptedException {
        notReady = "the scorer is stopping";
        try {
            scorer.stop();
        } finally {
            engine.close();
        }
    }

    private static ModelSupply supply(
            ScorerConfig config, TopicSettings topics, KafkaClientFactory clients, ModelFollower.Listener metrics) {
        Optional<ScoringModel.Source> bundle = config.bundle().map(folder -> BundleModel.of(folder, config.device()));
        return config.store()
                .map(FolderBundleStore::new)
                .<ModelSupply>map(store -> new ModelFollower(
                        clients::models,
                        topics.name(Topic.MODELS),
                        digest -> BundleModel.of(store, digest, config.device()),
                        bundle,
                        metrics,
                        TopicReader.Options.patient(config.patience())))
                .orElseGet(() -> ModelSupply.of(bundle.orElseThrow()));
    }

    private static Scorer.Settings settings(ScorerConfig config, TopicSettings topics) {
        int cores = Runtime.getRuntime().availableProcessors();
        int decodeThreads = config.decodeThreads().orElse(Math.max(1, cores / 2));
        MemoryPlan memory = MemoryPlan.of(config, Runtime.getRuntime().maxMemory());
        return new Scorer.Settings(
                topics.prefix(),
                config.instanceName(),
                new ScoringStages.Settings(
                        config.batchSize(),
                        config.maxWait(),
                        memory.decoding(decodeThreads, config.decodeTime()),
                        Math.max(1, cores / 4),
                        memory.maxPixels(),
                        topics.frameLimit().bytes(),
                        config.cameraRuleEntries(),
                        new MapPolicy(config.passMaps())),
                new LoadLimit(config.maxInFlight(), memory.inFlight()),
                config.window(),
                config.patience(),
                config.duplicateWindow(),
                new DeviceWatch.Limits(config.frameAgeLimit(), config.deviceCallLimit(), config.warmUpLimit()),
                config.drain());
    }
}
