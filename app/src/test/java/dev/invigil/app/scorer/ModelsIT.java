// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.invigil.app.cli.CommandTree;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.ToyBundle;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.metrics.LabelValue;
import dev.invigil.kit.topic.Topic;
import dev.invigil.scorer.LogLines;
import dev.invigil.scorer.ScorerConfig;
import dev.invigil.scorer.ScorerLine;
import dev.invigil.scorer.ScorerService;
import dev.invigil.scorer.registry.ModelFollower;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.registry.NewModel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Scorers that follow the list of models. */
@ExtendWith(BrokerExtension.class)
@Timeout(300)
class ModelsIT {
    private static final String[] CAMERAS = {"cam-1", "cam-2", "cam-3", "cam-4"};

    @TempDir
    private Path folder;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Running> running = new ArrayList<>();
    private final LogLines log = LogLines.of(ModelFollower.class, Level.INFO);
    private DetectorFamilies.Registration toyFamily;
    private ScorerLine line;
    private TestBroker broker;
    private Path store;
    private int sent;

    private record Running(ScorerService service, PrometheusRegistry metrics) {}

    @BeforeEach
    void prepare(TestBroker shared) {
        broker = shared;
        toyFamily = DetectorFamilies.register(ToyFamily.TOY);
        store = folder.resolve("store");
        line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Running each : running) {
            each.service().stop();
        }
        log.close();
        toyFamily.close();
        assertThat(failure).as("no scorer failed").hasValue(null);
    }

    /** Done-when 6, with a model as the command {@code train} makes it. */
    @Test
    void shouldScoreBitForBitAsBeforeAfterARollback() throws Exception {
        Path trained = train();
        assertThat(models("add", trained.toString(), "--store", store.toString(), "--reason", "trained")
                        .exitCode())
                .isZero();
        String first = ModelBundle.load(trained).digest();
        String second = add(ToyBundle.of("2").withProducts("bottle"));
        models("promote", first, "--reason", "first");
        start("only");
        Map<Integer, Double> before = scores(first);
        models("promote", second, "--reason", "second");
        awaitInUse(second);
        Map<Integer, Double> between = scores(second);

        long asked = System.nanoTime();
        models("rollback", "--reason", "rejects good bottles");
        awaitInUse(first);
        scoreOne();
        long answered = System.nanoTime();
        Map<Integer, Double> after = scores(first);

        System.out.printf(
                "rollback: first verdict by the former model after %d ms, from the start of the command%n",
                Duration.ofNanos(answered - asked).toMillis());
        assertThat(after).isEqualTo(before);
        assertThat(between.values()).doesNotContainAnyElementsOf(before.values());
    }

    /** Done-when 5: two scorers refuse each bad bundle, go on, and say why; one that starts meanwhile uses the model before. */
    @Test
    void shouldGoOnServingWhenABadBundleIsAnnounced() throws Exception {
        String good = announce(ToyBundle.of("good").withProducts("bottle"));
        start("one");
        start("two");
        assertVerdictsBy(good);

        String corrupt = announce(ToyBundle.of("corrupt").withProducts("bottle"), bundle -> {
            Path weights = bundle.resolve(ModelBundle.WEIGHTS);
            byte[] bytes = Files.readAllBytes(weights);
            bytes[bytes.length - 1] ^= 1;
            Files.write(weights, bytes);
        });
        assertRefused("corrupt", corrupt, "UNREADABLE", "weights.safetensors was changed");
        assertVerdictsBy(good);

        SelfTest sound;
        ToyBundle failing = ToyBundle.of("failing").withProducts("bottle");
        try (OpenDetector open = failing.detector().open(ComputeDevice.choose("cpu"))) {
            sound = SelfTest.of(open);
        }
        SelfTest.Expected expected = sound.expected().get(0);
        String failed = announce(failing.withSelfTest(new SelfTest(
                sound.images(),
                List.of(
                        new SelfTest.Expected(expected.score() * 1.02, expected.cells()),
                        sound.expected().get(1)),
                sound.tolerance())));
        assertRefused("failing", failed, "SELF_TEST_FAILED", "failed its self-test on cpu");
        assertVerdictsBy(good);

        String unknown = announceUnknownDetector();
        assertRefused("unknown", unknown, "UNKNOWN_DETECTOR", "unknown detector \"of-tomorrow\"");
        assertVerdictsBy(good);

        String missing = "0".repeat(64);
        announce(new NewModel(missing, "toy", "missing", Optional.empty(), Optional.empty()));
        assertRefused("missing", missing, "MISSING_BUNDLE", "does not have the bundle");
        assertVerdictsBy(good);

        start("three");
        assertThat(digestInUse(running.get(2)))
                .as("a scorer that starts meanwhile")
                .isEqualTo(good);
        assertVerdictsBy(good);
        assertThat(running).allSatisfy(each -> assertThat(gauge(each, "invigil_scorer_model_not_in_use"))
                .isEqualTo(1));

        models("promote", good, "--reason", "the others are all broken");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(running)
                .allSatisfy(each -> assertThat(gauge(each, "invigil_scorer_model_not_in_use"))
                        .isZero()));
        assertVerdictsBy(good);
    }

    @Test
    void shouldSendTheVerdictsOfAModelInShadowToTheirOwnTopic() throws Exception {
        String active = announce(ToyBundle.of("1").withProducts("bottle"));
        start("only");
        String candidate = add(ToyBundle.of("2").withProducts("bottle"));
        assertThat(models("shadow", candidate, "--reason", "a look", "--store", store.toString())
                        .out())
                .isEqualTo("SHADOW     toy 2 (" + candidate.substring(0, 12) + "): a look\n");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> log.lines().stream().anyMatch(entry -> entry.endsWith("is in shadow")));

        assertVerdictsBy(active);
        assertThat(line.records(Topic.SHADOW_VERDICTS, 1)).allSatisfy(record -> {
            Verdict verdict = VerdictCodec.decode(record.value()).fold(accepted -> accepted, refused -> {
                throw new AssertionError(refused.detail());
            });
            assertThat(verdict.model().map(ModelIdentity::digest)).contains(candidate);
        });
        assertThat(models("disagreements").out())
                .startsWith("toy 2 (" + candidate.substring(0, 12) + "): in shadow it decided 0 of ");
        models("promote", candidate, "--reason", "good in shadow");
        awaitInUse(candidate);
        assertVerdictsBy(candidate);
    }

    @Test
    void shouldServeFromTheFirstModelThatBecomesActive() throws Exception {
        Running waiting = service("late");
        Thread starter = new Thread(() -> {
            try {
                waiting.service().start();
            } catch (InterruptedException e) {
                failure.compareAndSet(null, e);
            }
        });
        starter.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> log.lines().stream()
                .anyMatch(entry -> entry.contains("no model is ACTIVE on " + broker.prefix() + "models")));

        String first = announce(ToyBundle.of("1").withProducts("bottle"));
        starter.join();
        running.add(waiting);
        assertThat(digestInUse(waiting)).isEqualTo(first);
        assertVerdictsBy(first);
    }

    private interface Damage {
        void to(Path bundle) throws IOException;
    }

    private String add(ToyBundle bundle) throws Exception {
        Path place = folder.resolve("bundle-" + bundle.version());
        String digest = bundle.write(place);
        CommandTree added =
                models("add", place.toString(), "--store", store.toString(), "--reason", "a test", "--by", "anna");
        assertThat(added.exitCode()).as(added::err).isZero();
        assertThat(added.out()).contains("CANDIDATE  toy " + bundle.version());
        return digest;
    }

    private String announce(ToyBundle bundle) throws Exception {
        return announce(bundle, intact -> {});
    }

    /** Puts a bundle into the store, damages it there, and makes it ACTIVE. */
    private String announce(ToyBundle bundle, Damage damage) throws Exception {
        Path place = folder.resolve("bundle-" + bundle.version());
        bundle.write(place);
        FolderBundleStore bundles = new FolderBundleStore(store);
        NewModel model = NewModel.of(ModelBundle.load(place));
        damage.to(bundles.fetch(bundles.put(place)));
        announce(model);
        return model.digest();
    }

    private void announce(NewModel model) {
        ModelChange change = new ModelRegistry(line.kafka(), line.topics())
                .change(now -> ModelChanges.add(
                        now, model, ModelState.ACTIVE, new ChangeNote("a test", "anna", Instant.now())));
        assertThat(change).isInstanceOf(ModelChange.Write.class);
    }

    /** An intact bundle of a later version, which nobody here can write. */
    private String announceUnknownDetector() throws Exception {
        Path place = folder.resolve("unknown");
        ToyBundle.of("unknown").withProducts("bottle").write(place);
        String manifest = Files.readString(place.resolve(ModelBundle.MANIFEST))
                .replace("\"family\" : \"toy\"", "\"family\" : \"of-tomorrow\"");
        String digest = Sha256.of(manifest.getBytes(StandardCharsets.UTF_8));
        Files.writeString(place.resolve(ModelBundle.MANIFEST), manifest);
        Files.writeString(place.resolve(ModelBundle.SEAL), Sha256.line(digest, ModelBundle.MANIFEST));
        Files.move(place, store.resolve(digest));
        announce(new NewModel(digest, "toy", "unknown", Optional.empty(), Optional.empty()));
        return digest;
    }

    private void start(String instance) throws InterruptedException {
        Running scorer = service(instance);
        scorer.service().start();
        running.add(scorer);
    }

    private Running service(String instance) {
        ScorerConfig config = Configuration.parse(
                "{store: '" + store
                        + "', device: cpu, batch-size: 4, max-in-flight: 32, max-pixels: 1000000, pass-maps: 0, group: "
                        + broker.prefix() + "scorers, instance: " + broker.prefix() + instance + "}",
                "test",
                ScorerConfig.class,
                Map.of());
        PrometheusRegistry metrics = new PrometheusRegistry();
        return new Running(
                new ScorerService(
                        config,
                        line.kafka(),
                        line.topics(),
                        metrics,
                        new Health(),
                        (service, cause) -> failure.compareAndSet(null, cause)),
                metrics);
    }

    /** Every scorer has counted the refusal and written why. */
    private void assertRefused(String version, String digest, String reason, String why) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(running)
                    .allSatisfy(each -> assertThat(offers(each, reason)).isEqualTo(1));
            assertThat(log.lines().stream()
                            .filter(message -> message.startsWith("model toy " + version + " ("
                                    + digest.substring(0, 12) + ") is ACTIVE but was refused (" + reason + ")"))
                            .filter(message -> message.contains(why)))
                    .hasSize(running.size());
        });
        assertThat(running).allSatisfy(each -> assertThat(gauge(each, "invigil_scorer_model_not_in_use"))
                .isEqualTo(1));
    }

    /** Sends frames to all cameras; each gets one verdict, by this model. */
    private void assertVerdictsBy(String digest) {
        int before = sent * CAMERAS.length;
        line.send(sent, 5, CAMERAS);
        sent += 5;
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= sent * CAMERAS.length);
        assertThat(verdicts).hasSize(sent * CAMERAS.length);
        assertThat(verdicts).extracting(Verdict::frameId).doesNotHaveDuplicates();
        assertThat(verdicts.stream().filter(verdict -> verdict.sequence().orElseThrow() >= before / CAMERAS.length))
                .hasSize(5 * CAMERAS.length)
                .allSatisfy(verdict ->
                        assertThat(verdict.model().map(ModelIdentity::digest)).contains(digest));
    }

    /** The scores of the same ten images, one after the other: each is a batch of its own. */
    private Map<Integer, Double> scores(String digest) {
        sent = (sent + 99) / 100 * 100; // the image depends on the last two digits
        int first = sent;
        for (int i = 0; i < 10; i++) {
            scoreOne();
        }
        List<Verdict> verdicts = line
                .verdicts(read ->
                        read.stream().anyMatch(verdict -> verdict.frameId().equals("cam-1-" + (sent - 1))))
                .stream()
                .filter(verdict -> verdict.sequence().orElseThrow() >= first)
                .toList();
        assertThat(verdicts).hasSize(10).allSatisfy(verdict -> assertThat(
                        verdict.model().map(ModelIdentity::digest))
                .contains(digest));
        return verdicts.stream()
                .collect(Collectors.toMap(
                        verdict -> Math.toIntExact(verdict.sequence().orElseThrow() % 100),
                        verdict -> verdict.score().orElseThrow()));
    }

    /** Sends a frame and waits for its verdict. */
    private void scoreOne() {
        double before = verdicts(running.get(0));
        line.send(sent++, 1, "cam-1");
        await().pollInterval(Duration.ofMillis(5)).until(() -> verdicts(running.get(0)) > before);
    }

    private void awaitInUse(String digest) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> digestInUse(running.get(0)).equals(digest));
    }

    private static String digestInUse(Running scorer) {
        return scorer.metrics().scrape("invigil_scorer_model"::equals).stream()
                .flatMap(metric -> ((InfoSnapshot) metric).getDataPoints().stream())
                .map(point -> point.getLabels().get("digest"))
                .findFirst()
                .orElseThrow();
    }

    private static double gauge(Running scorer, String name) {
        return scorer.metrics().scrape(name::equals).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    private static double offers(Running scorer, String reason) {
        return scorer.metrics().scrape("invigil_scorer_model_offers"::equals).stream()
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .filter(point -> LabelValue.of(reason).equals(point.getLabels().get("result")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static double verdicts(Running scorer) {
        return scorer.metrics().scrape("invigil_scorer_verdicts"::equals).stream()
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private CommandTree models(String... arguments) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-b", broker.bootstrapServers(), "--prefix", broker.prefix()));
        return CommandTree.run(all);
    }

    private Path train() throws IOException {
        Path good = folder.resolve("parts/bottle/train/good");
        Files.createDirectories(good);
        for (int part = 0; part < 12; part++) {
            Files.write(good.resolve("%03d.png".formatted(part)), ScorerLine.png(64, 64, 5 * part));
        }
        Path bundle = folder.resolve("trained");
        CommandTree train = CommandTree.run(List.of(
                "train",
                "--data",
                folder.resolve("parts").toString(),
                "--out",
                bundle.toString(),
                "--size",
                "32",
                "--epochs",
                "1",
                "--batch",
                "7",
                "--threads",
                "1",
                "--device",
                "cpu"));
        assertThat(train.exitCode()).as(train::err).isZero();
        return bundle;
    }
}
