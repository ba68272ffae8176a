// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.cli.CommandTree;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.scorer.ScorerLine;
import dev.invigil.scorer.ScorerService;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two bundles as the command {@code train} writes them, of different sizes, take each other's place in a scorer. */
@ExtendWith(BrokerExtension.class)
@Timeout(300)
class BundleSwapIT {
    /** Against an offer that never ends. */
    private static final int MOST_FRAMES = 5000;

    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toyFamily;

    @BeforeEach
    void registerToy() {
        toyFamily = DetectorFamilies.register(ToyFamily.TOY);
    }

    @AfterEach
    void removeToy() {
        toyFamily.close();
    }

    /** From frames on the topic to verdicts, by a family that only tests know, and on to a built-in one. */
    @Test
    void shouldScoreByABundleOfAFamilyThatOnlyTestsKnow(TestBroker broker) throws Exception {
        Path toy = train("toy", 32, "--detector", "toy");
        Path other = train("other", 48);
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ScorerService scorer =
                line.scorer("toy", BundleModel.of(toy, "cpu"), (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();
        List<String> frames = new ArrayList<>();
        try {
            assertThat(models(line, frames)).containsExactly(digest(toy));
            assertThat(offer(scorer, other)).isInstanceOf(OfferOutcome.Active.class);
            assertThat(models(line, frames)).containsExactly(digest(toy), digest(other));
        } finally {
            scorer.stop();
        }
        assertThat(failure).hasValue(null);
    }

    @Test
    void shouldScoreByTheOfferedBundleAndRefuseADamagedOne(TestBroker broker) throws Exception {
        Path small = train("small", 32);
        Path large = train("large", 48);
        Path damaged = train("damaged", 32);
        Path weights = damaged.resolve(ModelBundle.WEIGHTS);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ScorerService scorer = line.scorer(
                "only", BundleModel.of(small, "cpu"), (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();
        List<String> frames = new ArrayList<>();
        try {
            assertThat(models(line, frames)).containsExactly(digest(small));
            assertThat(offer(scorer, large)).isInstanceOf(OfferOutcome.Active.class);
            assertThat(models(line, frames)).containsExactly(digest(small), digest(large));

            assertThat(offer(scorer, damaged)).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
                assertThat(refused.reason()).isEqualTo(RefusalReason.UNREADABLE);
                assertThat(refused.detail()).contains(ModelBundle.WEIGHTS);
            });
            assertThat(models(line, frames)).containsExactly(digest(small), digest(large));
            assertThat(offer(scorer, small)).isInstanceOf(OfferOutcome.Active.class);
            assertThat(models(line, frames)).containsExactly(digest(small), digest(large), digest(small));
        } finally {
            scorer.stop();
        }
        assertThat(failure).hasValue(null);
    }

    /** Every kind of detector that can be trained, one after the other in one scorer; of families that differ in settings only, the first. */
    @Test
    void shouldScoreByABundleOfEachFamilyInTurn(TestBroker broker) throws Exception {
        List<Path> bundles = new ArrayList<>();
        for (String family : families()) {
            bundles.add(train(family, 32, "--detector", family));
        }
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ScorerService scorer = line.scorer(
                "families",
                BundleModel.of(bundles.get(0), "cpu"),
                (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();
        List<String> frames = new ArrayList<>();
        List<String> expected = new ArrayList<>(List.of(digest(bundles.get(0))));
        try {
            assertThat(models(line, frames)).containsExactlyElementsOf(expected);
            for (Path next : bundles.subList(1, bundles.size())) {
                assertThat(offer(scorer, next)).isInstanceOf(OfferOutcome.Active.class);
                expected.add(digest(next));
                assertThat(models(line, frames)).containsExactlyElementsOf(expected);
            }
        } finally {
            scorer.stop();
        }
        assertThat(expected).hasSizeGreaterThan(3);
        assertThat(line.verdicts(read -> read.size() >= frames.size()))
                .extracting(Verdict::decision)
                .doesNotContain(Decision.UNSCORED);
        assertThat(failure).hasValue(null);
    }

    private static List<String> families() {
        Set<String> packages = new HashSet<>();
        return DetectorFamilies.all().stream()
                .filter(family -> family.trainer().isPresent())
                .filter(family -> packages.add(family.getClass().getPackageName()))
                .map(DetectorFamily::name)
                .toList();
    }

    /** From one family to another while frames keep coming: each frame has one verdict, in order, by one of the two models. */
    @Test
    void shouldKeepTheLedgerWhileAMemoryTakesThePlaceOfATrainedModel(TestBroker broker) throws Exception {
        Path trained = train("trained", 32);
        Path memory = train("memory", 48, "--detector", "memory");
        assertThat(ModelBundle.load(memory).model().detector().family())
                .isNotEqualTo(ModelBundle.load(trained).model().detector().family());
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ScorerService scorer = line.scorer(
                "swap", BundleModel.of(trained, "cpu"), (service, cause) -> failure.compareAndSet(null, cause));
        scorer.start();
        List<String> frames = new ArrayList<>();
        List<String> models;
        try {
            frames.addAll(line.send(0, 6, "cam-1"));
            CompletableFuture<OfferOutcome> offer = scorer.offer(BundleModel.of(memory, "cpu"));
            while (!offer.isDone() && failure.get() == null && frames.size() < MOST_FRAMES) {
                frames.addAll(line.send(frames.size(), 6, "cam-1"));
            }
            assertThat(offer.get(2, TimeUnit.MINUTES)).isInstanceOf(OfferOutcome.Active.class);
            models = models(line, frames);
        } finally {
            scorer.stop();
        }
        assertThat(models).containsExactly(digest(trained), digest(memory));
        assertThat(failure).hasValue(null);
    }

    /** Sends some frames and returns the digests of the models of all verdicts so far, without repetitions. */
    private static List<String> models(ScorerLine line, List<String> frames) {
        frames.addAll(line.send(frames.size(), 6, "cam-1"));
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());
        assertThat(verdicts).extracting(Verdict::frameId).containsExactlyElementsOf(frames);
        List<String> digests = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            String digest = verdict.model().map(ModelIdentity::digest).orElseThrow();
            if (digests.isEmpty() || !digests.get(digests.size() - 1).equals(digest)) {
                digests.add(digest);
            }
        }
        return digests;
    }

    private static OfferOutcome offer(ScorerService scorer, Path bundle) throws Exception {
        return scorer.offer(BundleModel.of(bundle, "cpu")).get(2, TimeUnit.MINUTES);
    }

    private static String digest(Path bundle) throws Exception {
        return ModelBundle.load(bundle).digest();
    }

    private Path train(String name, int size, String... more) throws IOException {
        Path good = folder.resolve("parts/bottle/train/good");
        Files.createDirectories(good);
        for (int part = 0; part < 12; part++) {
            Files.write(good.resolve("%03d.png".formatted(part)), ScorerLine.png(64, 64, 5 * part));
        }
        Path bundle = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                folder.resolve("parts").toString(),
                "--out",
                bundle.toString(),
                "--size",
                Integer.toString(size),
                "--epochs",
                "1",
                "--batch",
                "7",
                "--threads",
                "1",
                "--device",
                "cpu"));
        arguments.addAll(List.of(more));
        CommandTree train = CommandTree.run(arguments);
        assertThat(train.exitCode()).as(train::err).isZero();
        return bundle;
    }
}
