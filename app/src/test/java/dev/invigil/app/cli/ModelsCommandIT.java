// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.ShadowVerdict;
import dev.invigil.contracts.verdict.ShadowVerdictCodec;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.ToyBundle;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.topic.Topic;
import dev.invigil.scorer.ScorerLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code models}, without a scorer. */
@ExtendWith(BrokerExtension.class)
@Timeout(120)
class ModelsCommandIT {
    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toyFamily;
    private ScorerLine line;
    private TestBroker broker;
    private Path store;

    @BeforeEach
    void prepare(TestBroker shared) {
        broker = shared;
        toyFamily = DetectorFamilies.register(ToyFamily.TOY);
        store = folder.resolve("store");
        line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
    }

    @AfterEach
    void forget() {
        toyFamily.close();
    }

    /** The whole life of models by the command, and what it prints. */
    @Test
    void shouldAddComparePromoteRejectAndRollBackModels() throws Exception {
        assertThat(models("list").out()).contains("there are no models; add one with: invigil models add");
        String first = add(ToyBundle.of("1"));
        String second = add(ToyBundle.of("2").withStd(0.3).withProducts("part", "pill"));
        assertThat(new FolderBundleStore(store).digests()).containsExactlyInAnyOrder(first, second);

        assertThat(models("promote", first, "--reason", "the first one").out())
                .isEqualTo("ACTIVE     toy 1 (" + first.substring(0, 12) + "): the first one\n");
        CommandTree promoted = models(
                "promote", second.substring(0, 8), "--reason", "better", "--by", "anna", "--store", store.toString());
        assertThat(promoted.out().lines())
                .containsExactly(
                        "ACTIVE     toy 2 (" + second.substring(0, 12) + "): better",
                        "RETIRED    toy 1 (" + first.substring(0, 12) + "): replaced by toy 2 ("
                                + second.substring(0, 12) + ")");
        CommandTree again = models("promote", second, "--reason", "better");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("is ACTIVE already", "by anna; there is nothing to do");

        assertThat(models("list").out().lines().map(row -> row.split(" {2,}")[0]))
                .containsExactly("model", second.substring(0, 12), first.substring(0, 12));
        JsonNode listed =
                Json.mapper().readTree(models("list", "--format", "json").out());
        assertThat(listed.get(0).get("state").asText()).isEqualTo("ACTIVE");
        assertThat(listed.get(0).get("actor").asText()).isEqualTo("anna");
        assertThat(models("show", "active", "--store", store.toString()).out())
                .contains(second, "activation  number 2", "pill");
        assertThat(Json.mapper()
                        .readTree(models("show", "active", "--store", store.toString(), "--format", "json")
                                .out())
                        .at("/manifest/model/version")
                        .asText())
                .isEqualTo("2");

        String diff = models("diff", first, second, "--store", store.toString()).out();
        assertThat(diff)
                .contains(
                        "version",
                        "pill",
                        "record no evaluation of both",
                        "invigil gate " + store.resolve(first) + " ");
        JsonNode json = Json.mapper()
                .readTree(models("diff", first, second, "--store", store.toString(), "--format", "json")
                        .out());
        assertThat(json.get("products")).hasSize(2);
        assertThat(json.at("/products/1/name").asText()).isEqualTo("pill");
        assertThat(json.at("/products/1").has("left")).isFalse();

        assertThat(models("reject", second, "--reason", "bad").err()).contains("invigil models rollback");
        assertThat(models("rollback", "--reason", "rejects good parts").out().lines())
                .containsExactly(
                        "ACTIVE     toy 1 (" + first.substring(0, 12) + "): rejects good parts",
                        "REJECTED   toy 2 (" + second.substring(0, 12) + "): rejects good parts");
        assertThat(models("rollback", "--reason", "more").err()).contains("no other model was active before toy 1");
        assertThat(models("promote", second, "--reason", "x").err()).contains("--force");
        assertThat(models("promote", second, "--reason", "repaired", "--force").exitCode())
                .isZero();
    }

    @Test
    void shouldSayWhatIsWrongWithACommand() throws Exception {
        String first = add(ToyBundle.of("1"));

        assertThat(models("promote", "xyz", "--reason", "x").exitCode()).isEqualTo(2);
        assertThat(models("promote", first, "--reason", " ").exitCode()).isEqualTo(2);
        CommandTree nobody = models("promote", first, "--reason", "x", "--by", "two\nlines");
        assertThat(nobody.exitCode()).as(nobody::err).isEqualTo(2);
        assertThat(nobody.err()).contains("--by must have");
        assertThat(models("promote", "0000", "--reason", "x").err()).contains("no model has a digest that begins");
        assertThat(models("add", folder.toString(), "--store", store.toString(), "--reason", "x")
                        .err())
                .contains("manifest.json is missing");
        assertThat(models(
                                "diff",
                                first,
                                first,
                                "--store",
                                folder.resolve("other").toString())
                        .err())
                .contains("the bundle store " + folder.resolve("other") + " cannot be read");
        CommandTree nowhere = CommandTree.run(List.of("models", "list", "-b", "nonsense", "--prefix", broker.prefix()));
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).contains("the broker at nonsense cannot be used", "-b");
        Path config = Files.writeString(
                folder.resolve("line.yaml"), "kafka: {bootstrap.servers: 'localhost:1'}\ntopics: {timeout: 500ms}\n");
        CommandTree silent = CommandTree.run(List.of("models", "list", "-c", config.toString()));
        assertThat(silent.exitCode()).isEqualTo(1);
        assertThat(silent.err()).contains("no answer from the broker at localhost:1 within 500 ms", "-b", "-c CONFIG");
    }

    @Test
    void shouldCheckAndRepairTheBundleOfAListedModel() throws Exception {
        String digest = add(ToyBundle.of("1"));
        String bundle = folder.resolve("bundle-1").toString();
        models("promote", digest, "--reason", "the first one");
        CommandTree intact = models("add", bundle, "--store", store.toString(), "--reason", "x");
        assertThat(intact.exitCode()).as(intact::err).isZero();
        assertThat(intact.out())
                .contains("the bundle " + digest + " is intact in " + store, "is on the list already, as ACTIVE");

        Files.writeString(store.resolve(digest).resolve("manifest.json"), "{}");
        CommandTree repaired = models("add", bundle, "--store", store.toString(), "--reason", "x");
        assertThat(repaired.exitCode()).as(repaired::err).isZero();
        assertThat(repaired.out()).contains("was damaged, and is repaired in " + store);
        assertThat(models("show", digest, "--store", store.toString()).exitCode())
                .isZero();
    }

    @Test
    void shouldListWhatAModelInShadowDecidesOtherwise() throws Exception {
        assertThat(models("disagreements").err()).contains("no model is in shadow", "invigil models shadow");
        String candidate = add(ToyBundle.of("1"));
        models("shadow", candidate, "--reason", "a day beside the line");
        line.send(List.of(
                compared("f1", candidate, Decision.PASS, Decision.PASS),
                compared("f2", candidate, Decision.REJECT, Decision.PASS),
                compared("f3", candidate, Decision.REVIEW, Decision.REJECT),
                compared("f4", "0".repeat(64), Decision.REJECT, Decision.PASS)));

        List<String> printed = models("disagreements").out().lines().toList();
        assertThat(printed.get(0))
                .isEqualTo("toy 1 (" + candidate.substring(0, 12)
                        + "): in shadow it decided 2 of 3 frames otherwise than the line (66.7 %)");
        assertThat(printed).anySatisfy(row -> assertThat(row).matches("f2 +cam-1 +part +PASS +REJECT +.*"));
        assertThat(printed).anySatisfy(row -> assertThat(row).matches("f3 +cam-1 +part +REJECT +REVIEW +.*"));
        assertThat(models("disagreements", candidate, "--limit", "1").out()).contains("and 1 more; see --limit");
        JsonNode json = Json.mapper()
                .readTree(models("disagreements", candidate.substring(0, 8), "--format", "json")
                        .out());
        assertThat(json.path("digest").asText()).isEqualTo(candidate);
        assertThat(json.path("frames").asInt()).isEqualTo(3);
        assertThat(json.path("latest")).hasSize(2);

        assertThat(models("shadow", candidate, "--end", "--reason", "seen enough")
                        .out())
                .startsWith("CANDIDATE  toy 1");
        assertThat(models("shadow", candidate, "--end", "--reason", "again").err())
                .contains("is not in shadow");
    }

    private ProducerRecord<String, byte[]> compared(String frame, String digest, Decision shadow, Decision decided) {
        Verdict verdict = new Verdict(
                Verdict.SCHEMA,
                frame,
                "line",
                "cam-1",
                Optional.empty(),
                Optional.of("part"),
                OptionalLong.empty(),
                shadow,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(0.5),
                Optional.of(new Threshold(0.4, 0.3, "bundle", Threshold.Basis.CALIBRATED, 0.01, 99, Optional.empty())),
                Optional.empty(),
                List.of(),
                Optional.of(new ModelIdentity("toy", "1", digest)),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("frames", 0, 0),
                Optional.empty(),
                Instant.now(),
                Optional.empty(),
                "scorer/cpu",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return ShadowVerdictCodec.encode(
                line.topics().name(Topic.SHADOW_VERDICTS), new ShadowVerdict(verdict, decided));
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

    private CommandTree models(String... arguments) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-b", broker.bootstrapServers(), "--prefix", broker.prefix()));
        return CommandTree.run(all);
    }
}
