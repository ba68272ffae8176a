// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.bundle.ModelBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CIFAR-10's one-class protocol on a few real images; so few, and so little training, that the figures mean nothing. */
class OneClassProtocolTest {
    private static final int RECORD = 1 + 32 * 32 * 3;
    private static final int SHIP = 8;

    @TempDir
    private Path folder;

    @Test
    void shouldTrainOnOneClassAndTestOnAllTen() throws Exception {
        Optional<Path> cifar = Fixtures.shared("data/cifar10");
        assumeTrue(cifar.isPresent(), "no shared data: cifar10");
        Path data = Files.createDirectory(folder.resolve("cifar"));
        Files.write(data.resolve("data_batch_1.bin"), some(cifar.get().resolve("data_batch_1.bin"), 24));
        Files.write(data.resolve("test_batch.bin"), some(cifar.get().resolve("test_batch.bin"), 2));
        Files.copy(cifar.get().resolve("batches.meta.txt"), data.resolve("batches.meta.txt"));
        Path bundle = folder.resolve("bundle");

        succeed(
                "train --data %s --layout cifar10-one-class --split %s --detector arnet --size 32 --epochs 1 --batch 12"
                        + " --calibration-share 0.5 --false-reject 10% --review 20% --out %s --device cpu",
                data, SHIP, bundle);
        CommandTree evaluated = succeed(
                "evaluate --data %s --layout cifar10-one-class --split %s --bundle %s --format json --device cpu",
                data, SHIP, bundle);

        assertThat(evaluated.err()).doesNotContain("does not know");
        CommandTree other = succeed(
                "evaluate --data %s --layout cifar10-one-class --split %s --bundle %s --device cpu",
                data, SHIP - 1, bundle);
        assertThat(other.err()).contains("the model does not know the product horse: it was not trained on it");

        ModelBundle trained = ModelBundle.load(bundle);
        assertThat(trained.model().classes()).singleElement().satisfies(ship -> assertThat(ship.name())
                .isEqualTo("ship"));
        assertThat(trained.model().provenance().backbone()).isEmpty();
        JsonNode result = new ObjectMapper().readTree(evaluated.out());
        assertThat(result.at("/mean/imageAuroc").isNumber()).as("%s", result).isTrue();
        // the score is the mean of the map, so both definitions agree
        assertThat(result.at("/mean/imageAuroc")).isEqualTo(result.at("/mean/imageMeanAuroc"));
        assertThat(result.at("/mean/pixelAuroc").isNumber()).isFalse();
    }

    /** The first records of each class. */
    private static byte[] some(Path batch, int ofEach) throws IOException {
        byte[] all = Files.readAllBytes(batch);
        int[] taken = new int[10];
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int start = 0; start < all.length; start += RECORD) {
            if (taken[all[start]]++ < ofEach) {
                some.write(all, start, RECORD);
            }
        }
        return some.toByteArray();
    }
}
