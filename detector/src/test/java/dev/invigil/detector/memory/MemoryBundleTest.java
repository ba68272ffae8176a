// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.memory.TinyMemory.Good;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest that was edited and sealed again is refused, with the place and what is wrong there. */
class MemoryBundleTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    private Path bundle;
    private String sound;

    @BeforeEach
    void write() throws Exception {
        bundle = folder.resolve("bundle");
        Detector detector = TinyMemory.of(
                TinyMemory.TRANSFORMER,
                32,
                Stream.of("bolt", "cap")
                        .flatMap(product -> IntStream.range(0, 3)
                                .mapToObj(i -> Good.drawn(product, product + "-" + i + ".png", 32, i)))
                        .toList());
        ModelDescription model = new ModelDescription(
                "line",
                "1",
                Instant.EPOCH,
                detector.spec(),
                Stream.of("bolt", "cap")
                        .map(product -> CalibratedClass.of(
                                product, 3, List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), FalseRejectRates.DEFAULT))
                        .toList(),
                new Provenance(
                        DIGEST,
                        1,
                        Provenance.Recipe.withoutSteps(0.2),
                        Optional.empty(),
                        "0",
                        Optional.empty(),
                        List.of()));
        ModelBundle.write(bundle, model, TensorFile.of(detector.state()));
        sound = Files.readString(bundle.resolve(ModelBundle.MANIFEST));
    }

    @Test
    void shouldReadWhatWasWritten() throws Exception {
        assertThat(ModelBundle.load(bundle).detector().family()).isEqualTo(MemoryFamily.MEMORY);
    }

    @Test
    void shouldRefuseAProductWithoutThresholds() throws Exception {
        assertThat(refusal(manifest -> product(manifest, 1).put("name", "hat")))
                .contains("detector.network.products has the products bolt, hat, but classes has bolt, cap");
    }

    @Test
    void shouldRefuseAListOfImagesThatIsNotThatOfTheRows() throws Exception {
        assertThat(refusal(manifest -> images(manifest).remove(0)))
                .contains(
                        "detector.network.products[1] (cap).images: the memory has rows of the image 2 (counted from 0), but there are 2");
        assertThat(refusal(manifest -> images(manifest).add(images(manifest).get(0))))
                .contains("detector.network.products[1] (cap).images: the memory has 0 rows of the image cap-0.png");
        assertThat(refusal(manifest -> images(manifest)
                        .forEach(image ->
                                ((ObjectNode) image).put("name", "one.png").put("sha256", DIGEST))))
                .contains("detector.network.products[1]: the product cap has the image one.png (" + DIGEST + ") twice");
    }

    @Test
    void shouldRefuseMoreRowsThanAMemoryKeeps() throws Exception {
        assertThat(refusal(manifest -> network(manifest).put("rowsPerImage", 100_000)))
                .contains("detector.network: rowsPerImage must be 1 to 250, not 100000");
        assertThat(refusal(manifest -> network(manifest).put("rowsPerImage", 3)))
                .contains("the memory has 16 rows of the image bolt-0.png, not 1 to 3");
    }

    @Test
    void shouldSayInPlainWordsWhatAnotherFamilyOrScoreLacks() throws Exception {
        assertThat(refusal(manifest -> detector(manifest).put("family", "invad")))
                .contains("detector.network")
                .containsAnyOf("is missing", "is not known");
        assertThat(refusal(manifest -> score(manifest).put("share", 1.5)))
                .contains(
                        "manifest.json cannot be read (model.detector.postprocessing.score: post-processing: the share of the"
                                + " image score must be above 0 and up to 1, not 1.5)");
        assertThat(refusal(manifest -> postprocessing(manifest).put("sigma", "wide")))
                .contains("model.detector.postprocessing.sigma: it must be a number, not \"wide\"");
        assertThat(refusal(manifest -> postprocessing(manifest).remove("sigma")))
                .contains("model.detector.postprocessing.sigma: it is missing");
        assertThat(refusal(manifest -> score(manifest).put("rule", "highest")))
                .contains(
                        "model.detector.postprocessing.score.rule: it must be one of the known values, not \"highest\"");
        assertThat(refusal(manifest -> detector(manifest).put("colour", "red")))
                .contains("model.detector.colour: it is not known");
    }

    private static ObjectNode detector(ObjectNode manifest) {
        return (ObjectNode) manifest.at("/model/detector");
    }

    private static ObjectNode postprocessing(ObjectNode manifest) {
        return (ObjectNode) detector(manifest).get("postprocessing");
    }

    private static ObjectNode score(ObjectNode manifest) {
        return (ObjectNode) postprocessing(manifest).get("score");
    }

    private static ObjectNode network(ObjectNode manifest) {
        return (ObjectNode) detector(manifest).get("network");
    }

    private static ObjectNode product(ObjectNode manifest, int index) {
        return (ObjectNode) network(manifest).at("/products/" + index);
    }

    private static ArrayNode images(ObjectNode manifest) {
        return (ArrayNode) product(manifest, 1).get("images");
    }

    private String refusal(Consumer<ObjectNode> edit) throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode manifest = (ObjectNode) json.readTree(sound);
        edit.accept(manifest);
        byte[] edited = json.writeValueAsBytes(manifest);
        Files.write(bundle.resolve(ModelBundle.MANIFEST), edited);
        Files.writeString(bundle.resolve(ModelBundle.SEAL), Sha256.line(Sha256.of(edited), ModelBundle.MANIFEST));
        String message = catchThrowableOfType(BrokenBundleException.class, () -> ModelBundle.load(bundle))
                .getMessage();
        assertThat(message).doesNotContain("dev.invigil", "java.", "jackson", "FAIL_ON", "Exception", "creator");
        return message;
    }
}
