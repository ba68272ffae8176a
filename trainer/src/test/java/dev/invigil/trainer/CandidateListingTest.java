// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.store.BundleStore;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.gate.EvaluatedPart;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.NewModel;
import dev.invigil.trainer.retrain.ModelList;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunSteps;
import dev.invigil.trainer.retrain.SnapshotSummary;
import dev.invigil.trainer.schedule.Trigger;
import dev.invigil.trainer.shadow.Disagreement;
import dev.invigil.trainer.shadow.ShadowComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From two evaluations to the list of models: the gate and the last phase of a run, with a list and a store in memory. */
class CandidateListingTest {
    private static final Instant NOW = Instant.parse("2026-11-27T22:30:15Z");
    private static final String ACTIVE = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);
    private static final String CANDIDATE = "c".repeat(64);
    private static final int PARTS = 40;

    @TempDir
    private Path folder;

    private final ListInMemory list = new ListInMemory();
    private final AtomicReference<Duration> waited = new AtomicReference<>(Duration.ZERO);
    private RunArchive archive;
    private String promotion = "automatic";
    private Map<String, Object> shadow = Map.of();
    private ShadowComparison seen = new ShadowComparison(0, 0, List.of());
    private Runnable whileItWaits = () -> {};
    private RetrainingRun.Publishing publishing;

    @BeforeEach
    void open() {
        archive = new RunArchive(folder.resolve("work"));
        list.activate(ACTIVE);
    }

    @Test
    void shouldActivateACandidateThatTheGateLetsThrough() throws Exception {
        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 0, "plum", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.ACTIVE);
        assertThat(list.read().active()).map(ModelRecord::digest).contains(CANDIDATE);
        assertThat(list.read().byDigest().get(ACTIVE).state()).isEqualTo(ModelState.RETIRED);
    }

    @Test
    void shouldNotActivateACandidateThatWasComparedWithAFormerModel() throws Exception {
        list.activate(OTHER);

        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 0, "plum", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.CANDIDATE);
        assertThat(listed.reason())
                .startsWith("another model became ACTIVE while this one was compared")
                .contains("start a new run")
                .contains("gate PROMOTE");
        assertThat(list.read().active()).map(ModelRecord::digest).contains(OTHER);
    }

    @Test
    void shouldNameTheProductsOfARejectedCandidate() throws Exception {
        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 20, "plum", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.REJECTED);
        assertThat(listed.reason())
                .contains("gate REJECT")
                .contains("lime: 20 of 40")
                .doesNotContain("plum:");
        assertThat(list.read().active()).map(ModelRecord::digest).contains(ACTIVE);
        assertThat(list.read().byDigest().get(CANDIDATE).evidence())
                .get()
                .satisfies(evidence -> assertThat(evidence.outcome()).contains("REJECT"));
    }

    @Test
    void shouldNameTheProductThatACandidateHasForgotten() throws Exception {
        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.REJECTED);
        assertThat(listed.reason()).contains("plum: the candidate does not know this product");
    }

    @Test
    void shouldListTheCandidateOnceTheBrokerAnswersAgain() throws Exception {
        list.away = 2;

        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 0, "plum", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.ACTIVE);
        assertThat(list.away).isZero();
    }

    @Test
    void shouldTakeAnAnswerThatWasLostForWritten() throws Exception {
        list.loseNextAnswer = true;

        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 0, "plum", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.ACTIVE);
        assertThat(list.read().byDigest()).hasSize(2);
    }

    @Test
    void shouldActivateACandidateThatDecidesLikeTheLine() throws Exception {
        RunSteps.Shadowed ended = shadowed("automatic", 200, 4);

        assertThat(ended.publication().state()).isEqualTo(ModelState.ACTIVE);
        assertThat(ended.publication().reason())
                .contains("in shadow it decided 4 of 200 frames otherwise than the line (2.0 %)")
                .contains("gate PROMOTE");
        assertThat(list.read().active()).map(ModelRecord::digest).contains(CANDIDATE);
        assertThat(waited).as("the period, in steps").hasValue(Duration.ofMinutes(10));
    }

    @Test
    void shouldNotActivateACandidateThatDecidesOtherwiseTooOften() throws Exception {
        RunSteps.Shadowed ended = shadowed("automatic", 200, 20);

        assertThat(ended.publication().state()).isEqualTo(ModelState.CANDIDATE);
        assertThat(ended.publication().reason())
                .startsWith(
                        "not promoted: more than 5 % of the frames were decided otherwise, such as frame-0, frame-1,"
                                + " frame-2; list them with: invigil models disagreements cccccccccccc");
        assertThat(list.read().active()).map(ModelRecord::digest).contains(ACTIVE);
    }

    @Test
    void shouldNotActivateACandidateThatHasScoredTooFewFrames() throws Exception {
        RunSteps.Shadowed ended = shadowed("automatic", 99, 0);

        assertThat(ended.publication().state()).isEqualTo(ModelState.CANDIDATE);
        assertThat(ended.publication().reason())
                .startsWith("not promoted: 99 frames in shadow are fewer than trainer.shadow.least-frames, 100")
                .contains("invigil_scorer_shadow_dropped_total");
    }

    @Test
    void shouldLeaveTheDecisionToTheOperatorAfterTheShadow() throws Exception {
        RunSteps.Shadowed ended = shadowed("manual", 200, 4);

        assertThat(ended.publication().state()).isEqualTo(ModelState.CANDIDATE);
        assertThat(ended.publication().reason()).startsWith("in shadow it decided 4 of 200 frames otherwise");
        assertThat(list.read().shadow()).isEmpty();
    }

    @Test
    void shouldEndTheShadowWhenAnOperatorDecides() throws Exception {
        whileItWaits = () ->
                list.change(now -> ModelChanges.reject(now, CANDIDATE, new ChangeNote("looks wrong", "anna", NOW)));

        RunSteps.Shadowed ended = shadowed("automatic", 200, 0);

        assertThat(ended.publication().state()).isEqualTo(ModelState.REJECTED);
        assertThat(ended.publication().reason()).isEqualTo("looks wrong");
        assertThat(list.read().active()).map(ModelRecord::digest).contains(ACTIVE);
    }

    @Test
    void shouldNotActivateACandidateWhenAnotherModelBecameActiveDuringTheShadow() throws Exception {
        whileItWaits = () -> list.activate(OTHER);

        RunSteps.Shadowed ended = shadowed("automatic", 200, 0);

        assertThat(ended.publication().state()).isEqualTo(ModelState.CANDIDATE);
        assertThat(ended.publication().reason()).contains("another model became ACTIVE");
        assertThat(list.read().active()).map(ModelRecord::digest).contains(OTHER);
    }

    @Test
    void shouldNotPutARejectedCandidateIntoShadow() throws Exception {
        shadow = Map.of("period", "10m");

        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 20, "plum", 0)), steps());

        assertThat(listed.state()).isEqualTo(ModelState.REJECTED);
    }

    /** A run with a shadow of ten minutes, in which the candidate scores so many frames. */
    private RunSteps.Shadowed shadowed(String promotion, int frames, int others) throws Exception {
        shadow = Map.of("period", "10m", "max-disagreement", 0.05);
        this.promotion = promotion;
        List<Disagreement> different = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            different.add(new Disagreement(
                    "frame-" + i,
                    "cam-1",
                    Optional.of("lime"),
                    dev.invigil.contracts.verdict.Decision.PASS,
                    dev.invigil.contracts.verdict.Decision.REJECT,
                    OptionalDouble.of(0.7),
                    NOW));
        }
        seen = new ShadowComparison(frames, others, different);
        RunSteps steps = steps();
        RetrainingRun.Publication listed = published(model(CANDIDATE, Map.of("lime", 0, "plum", 0)), steps);
        assertThat(listed.state()).isEqualTo(ModelState.SHADOW);
        assertThat(listed.reason()).startsWith("it scores live frames without effect for 600 s. gate PROMOTE");
        RetrainingRun.Shadowing shadowing = publishing.shadowed(listed, NOW);
        return steps.shadow(shadowing, time -> {
            waited.updateAndGet(before -> before.plus(time));
            whileItWaits.run();
        });
    }

    private RunSteps steps() {
        TrainerConfig config = Configuration.of(
                Map.of(
                        "golden", folder.resolve("golden"),
                        "store", folder.resolve("store"),
                        "work", folder.resolve("work"),
                        "promotion", promotion,
                        "shadow", shadow),
                "trainer",
                TrainerConfig.class,
                Map.of());
        return new TrainerAssembly(config, KafkaSettings.of("localhost:1"), TopicSettings.under("test."), "test")
                .steps(archive, new OneBundle(), list, (digest, since) -> seen, new WaitingClock());
    }

    /** Goes on by what was waited. */
    private final class WaitingClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return NOW.plus(waited.get());
        }
    }

    private RetrainingRun.Publication published(EvaluatedModel candidate, RunSteps steps) throws Exception {
        RetrainingRun.Snapshotting begun =
                archive.create(new Trigger.Manual(NOW), NOW).begun(NOW);
        RunFiles files = archive.files(begun.id());
        JsonFile.write(files.active(), model(ACTIVE, Map.of("lime", 0, "plum", 0)));
        JsonFile.write(files.candidate(), candidate);
        RetrainingRun.Gating gating = begun.taken(new SnapshotSummary("d".repeat(64), Map.of(), List.of()), NOW)
                .fitted(NOW)
                .evaluated(NOW);
        publishing = gating.decided(steps.gate(gating), NOW);
        return steps.publish(publishing, time -> {});
    }

    /** @param missed defective parts that pass, by product */
    private static EvaluatedModel model(String digest, Map<String, Integer> missed) {
        Map<String, List<EvaluatedPart>> products = new LinkedHashMap<>();
        for (String product : List.of("lime", "plum")) {
            List<EvaluatedPart> parts = new ArrayList<>();
            for (int i = 0; i < PARTS; i++) {
                int number = i;
                Optional<Integer> known = Optional.ofNullable(missed.get(product));
                parts.add(part(product, "good", i, 0.1 + i / 1e3, known.map(n -> Decision.PASS)));
                parts.add(part(
                        product,
                        "scratch",
                        i,
                        0.9 + i / 1e3,
                        known.map(n -> number < n ? Decision.PASS : Decision.REJECT)));
            }
            products.put(product, parts);
        }
        return new EvaluatedModel(digest, "parts", digest.substring(0, 1), products);
    }

    private static EvaluatedPart part(
            String product, String defect, int number, double score, Optional<Decision> decision) {
        String name = product + "/test/" + defect + "/" + number + ".png";
        return new EvaluatedPart(name, name, !defect.equals("good"), defect, score, decision);
    }

    private static final class OneBundle implements BundleStore {
        @Override
        public String put(Path bundle) {
            return CANDIDATE;
        }

        @Override
        public Path fetch(String digest) throws IOException {
            throw new IOException("not used");
        }

        @Override
        public Set<String> digests() {
            return Set.of(CANDIDATE);
        }
    }

    /** The list of models, of a broker that is away at times. */
    private static final class ListInMemory implements ModelList {
        private Models models = Models.NONE;
        /** So many requests are not answered. */
        private int away;
        /** The next change is made, but not answered. */
        private boolean loseNextAnswer;

        void activate(String digest) {
            NewModel model = new NewModel(digest, "parts", "1", Optional.empty(), Optional.empty());
            change(now -> ModelChanges.add(now, model, ModelState.ACTIVE, new ChangeNote("a test", "me", NOW)));
        }

        @Override
        public Models read() {
            if (away > 0) {
                away--;
                throw noAnswer();
            }
            return models;
        }

        @Override
        public ModelChange change(Function<Models, ModelChange> decide) {
            ModelChange change = decide.apply(models);
            if (change instanceof ModelChange.Write write) {
                Map<String, ModelRecord> next = new HashMap<>(models.byDigest());
                write.records().forEach(record -> next.put(record.digest(), record));
                models = new Models(next);
            }
            if (loseNextAnswer) {
                loseNextAnswer = false;
                throw noAnswer();
            }
            return change;
        }

        /** As {@link dev.invigil.trainer.registry.ModelRegistry} says it. */
        private static OperatorException noAnswer() {
            return new OperatorException("no answer from the broker", new TimeoutException("30000 ms"));
        }
    }
}
