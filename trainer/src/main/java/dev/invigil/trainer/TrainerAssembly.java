// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.detector.store.BundleStore;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.gate.Gate;
import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.page.GateFolder;
import dev.invigil.trainer.gate.page.GatePictures;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.retrain.GateSummary;
import dev.invigil.trainer.retrain.ModelList;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunSettings;
import dev.invigil.trainer.retrain.RunSteps;
import dev.invigil.trainer.retrain.ServiceSteps;
import dev.invigil.trainer.retrain.ShadowSource;
import dev.invigil.trainer.shadow.ShadowTopic;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts the phases of runs together from the configuration. */
final class TrainerAssembly {
    private final TrainerConfig config;
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final ChildSettings child;
    private final String version;

    /** @param version of Invigil */
    TrainerAssembly(TrainerConfig config, KafkaSettings kafka, TopicSettings topics, String version) {
        this(config, kafka, topics, ChildSettings.of(config.nice(), config.threads(), config.heap()), version);
    }

    /** With another child process, for tests. */
    TrainerAssembly(
            TrainerConfig config, KafkaSettings kafka, TopicSettings topics, ChildSettings child, String version) {
        this.child = child;
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
        this.version = version;
    }

    /** Connects to nothing yet. */
    RunSteps steps(RunArchive archive) {
        return steps(archive, new FolderBundleStore(config.store()), ModelList.of(new ModelRegistry(kafka, topics)));
    }

    /** With another store and list of models, for tests. */
    RunSteps steps(RunArchive archive, BundleStore store, ModelList models) {
        return steps(archive, store, models, ShadowSource.of(new ShadowTopic(kafka, topics)), Clock.systemUTC());
    }

    /** With another clock, and other verdicts of models in shadow, too. */
    RunSteps steps(RunArchive archive, BundleStore store, ModelList models, ShadowSource shadow, Clock clock) {
        return new ServiceSteps(
                settings(),
                archive,
                new LineSnapshots(config, kafka, topics, Clock.systemUTC()),
                TrainerAssembly::gate,
                store,
                models,
                shadow,
                clock);
    }

    RunSettings settings() {
        return new RunSettings(
                config.name(),
                config.golden(),
                config.work(),
                config.recipe(),
                config.rates().asked(),
                config.device(),
                config.threads(),
                config.gate(),
                config.promotion(),
                config.shadow(),
                child,
                config.minFreeSpace(),
                config.patience(),
                version);
    }

    static GateSummary gate(RunFiles files, GateRules rules) throws IOException {
        EvaluatedModel candidate = JsonFile.read(files.candidate(), EvaluatedModel.class);
        Optional<EvaluatedModel> active = Files.exists(files.active())
                ? Optional.of(JsonFile.read(files.active(), EvaluatedModel.class))
                : Optional.empty();
        GateDecision decision = Gate.decide(active, candidate, rules);
        GateFolder.write(
                decision,
                GatePictures.of(files.parts("active"), files.parts("candidate")),
                suspects(files),
                files.gate(),
                files.gatePages());
        return summary(decision);
    }

    /** What the check of the training parts found; empty for a run of an earlier version that made none. */
    static Optional<List<SuspectPart>> suspects(RunFiles files) throws IOException {
        return Files.exists(files.suspects())
                ? Optional.of(List.of(JsonFile.read(files.suspects(), SuspectPart[].class)))
                : Optional.empty();
    }

    private static GateSummary summary(GateDecision decision) {
        return decision.fold(
                promote -> new GateSummary(
                        GateSummary.Outcome.PROMOTE,
                        promote.evidence().active().isPresent()
                                ? "no product is worse than its margins allow"
                                : "all products meet the demands on a new product"),
                reject -> new GateSummary(
                        GateSummary.Outcome.REJECT,
                        reject.reasons().stream()
                                .map(reason -> reason.product() + ": " + reason.sentence())
                                .collect(Collectors.joining("; "))),
                inconclusive -> new GateSummary(
                        GateSummary.Outcome.INCONCLUSIVE,
                        inconclusive.missing().stream()
                                .map(missing -> missing.product() + ": " + missing.good() + " more good and "
                                        + missing.defective() + " more defective parts are missing. "
                                        + String.join(" ", missing.reasons()))
                                .collect(Collectors.joining("; "))));
    }
}
