// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.detector.TestDevice;
import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bundles of schemas 1 to 3, weights included. {@code golden/bundle-v3} was written by the code of commit c146310, which wrote schema 3: a
 * very small InvAD with random weights. Schemas 2 and 1 are the same manifest without the properties that they did not have.
 */
class EarlierBundleTest {
    private static final List<String> FILES =
            List.of("manifest.json", "weights.safetensors", "training-pictures.sha256", "prototypes.safetensors");

    /** Maximum of the map, smoothed with sigma 4, that the code of commit c146310 computed for the noise of seed 1. */
    private static final double SCORE = 0.6723088026;

    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {3, 2, 1})
    void shouldOpenAndScoreAsTheVersionThatWroteIt(int schema) throws Exception {
        Path place = Files.createDirectory(folder.resolve("bundle"));
        for (String file : FILES) {
            try (InputStream in = getClass().getResourceAsStream("/golden/bundle-v3/" + file)) {
                Files.copy(in, place.resolve(file));
            }
        }
        rewriteAs(schema, place.resolve(ModelBundle.MANIFEST));

        ModelBundle bundle = ModelBundle.load(place);

        assertThat(bundle.model().detector().family()).isEqualTo("invad");
        assertThat(bundle.model().detector().postprocessing())
                .isEqualTo(new PostProcessing(4, ImageScore.MAXIMUM, PostProcessing.NO_TOLERANCE));
        assertThat(bundle.model().detector().preprocessing().window()).isEqualTo(SampleWindow.FULL);
        assertThat(bundle.trainingPictures().orElseThrow().digests()).hasSize(1);
        assertThat(bundle.selfTest()).isEmpty();
        assertThat(score(bundle)).isCloseTo(SCORE, within(1e-6));

        Path again = folder.resolve("again");
        ModelBundle.write(again, bundle.with(bundle.model()));
        ModelBundle current = ModelBundle.load(again);
        assertThat(Files.readString(again.resolve(ModelBundle.MANIFEST))).contains("\"schema\" : 4");
        assertThat(current.model()).isEqualTo(bundle.model());
        assertThat(score(current)).isCloseTo(SCORE, within(1e-6));
    }

    private static double score(ModelBundle bundle) throws Exception {
        byte[] noise = new byte[SIDE * SIDE * RgbImage.CHANNELS];
        new SplittableRandom(1).nextBytes(noise);
        try (OpenDetector open = bundle.open(TestDevice.CPU)) {
            OpenDetector.Batch batch = open.score(List.of(new RgbImage(SIDE, SIDE, noise)));
            assertThat(bundle.prototypes().check("part", batch.features().get(0)))
                    .containsInstanceOf(ProductCheck.SameProduct.class);
            PostProcessing postprocessing = bundle.model().detector().postprocessing();
            return postprocessing.score(
                    postprocessing.smoothing().apply(batch.maps().get(0)));
        }
    }

    private static void rewriteAs(int schema, Path manifest) throws IOException {
        JsonNode tree = new JsonMapper().readTree(Files.readAllBytes(manifest));
        assertThat(tree.path("schema").asInt()).isEqualTo(3);
        ((ObjectNode) tree).put("schema", schema);
        if (schema <= 2) {
            ((ObjectNode) tree.at("/model/provenance/recipe")).remove("precision");
        }
        if (schema == 1) {
            tree.at("/model/classes").forEach(known -> ((ObjectNode) known).remove("cameras"));
        }
        String text = tree.toPrettyString();
        Files.writeString(manifest, text);
        Files.writeString(
                manifest.resolveSibling(ModelBundle.SEAL),
                Sha256.line(Sha256.of(text.getBytes(StandardCharsets.UTF_8)), ModelBundle.MANIFEST));
    }
}
