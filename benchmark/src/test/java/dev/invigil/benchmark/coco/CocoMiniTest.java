// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real annotations and images, counted here a second time, from the whole tree and by other means. */
class CocoMiniTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path out;

    @Test
    void shouldBuildAllSplitsWithTheCountsOfAnIndependentCount() throws IOException {
        Optional<Path> coco = shared("data/coco_mini");
        assumeTrue(coco.isPresent(), "no shared data: coco_mini");
        CocoAdCounts built = new CocoAdBuilder(
                        coco.get(), out, ImagePlacement.REFERENCE, new CocoAdBuilder.Listener() {})
                .build(CocoAdSplit.all());

        JsonNode train = annotations(coco.get(), "train2017");
        JsonNode val = annotations(coco.get(), "val2017");
        for (SplitCounts counts : built.splits()) {
            int split = counts.split().index();
            Set<Long> anomalousCategories = categories(val).subList(20 * split, 20 * split + 20).stream()
                    .collect(Collectors.toSet());
            long trainAll = images(train, categories(train)).size();
            long trainAnomalous = images(train, anomalousCategories).size();
            long testAll = images(val, categories(val)).size();
            long testAnomalous = images(val, anomalousCategories).size();
            assertThat(List.of((long) counts.trainNormal(), (long) counts.testNormal(), (long) counts.testAnomalous()))
                    .as("split " + split)
                    .containsExactly(trainAll - trainAnomalous, testAll - testAnomalous, testAnomalous);

            JsonNode meta =
                    JSON.readTree(out.resolve("meta_20_" + split + ".json").toFile());
            assertThat(meta.at("/train/coco")).hasSize(counts.trainNormal());
            assertThat(meta.at("/test/coco")).hasSize(counts.testNormal() + counts.testAnomalous());
            for (JsonNode entry : meta.at("/test/coco")) {
                assertThat(out.toRealPath().resolve(entry.get("img_path").asText()))
                        .exists();
                boolean anomalous = entry.get("anomaly").asInt() == 1;
                assertThat(entry.get("mask_path").asText().isEmpty()).isNotEqualTo(anomalous);
                if (anomalous) {
                    assertThat(out.resolve(entry.get("mask_path").asText())).exists();
                }
            }
        }
    }

    private static JsonNode annotations(Path coco, String part) throws IOException {
        return JSON.readTree(
                coco.resolve("annotations/instances_" + part + ".json").toFile());
    }

    private static List<Long> categories(JsonNode file) {
        return StreamSupport.stream(file.get("categories").spliterator(), false)
                .map(category -> category.get("id").asLong())
                .sorted()
                .toList();
    }

    /** The images with an annotation of one of the categories. */
    private static Set<Long> images(JsonNode file, Iterable<Long> categories) {
        Set<Long> images = new TreeSet<>();
        for (long category : categories) {
            for (JsonNode annotation : file.get("annotations")) {
                if (annotation.get("category_id").asLong() == category) {
                    images.add(annotation.get("image_id").asLong());
                }
            }
        }
        return images;
    }

    private static Optional<Path> shared(String relative) {
        String configured = System.getenv("INVIGIL_SHARED");
        if (configured != null && !configured.isBlank()) {
            return existing(Path.of(configured).resolve(relative));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolveSibling("shared").resolve(relative))) {
                return Optional.of(folder.resolveSibling("shared").resolve(relative));
            }
        }
        return existing(Path.of("..", "shared").resolve(relative));
    }

    private static Optional<Path> existing(Path folder) {
        if (Files.exists(folder)) {
            return Optional.of(folder);
        }
        System.out.println("skipped: " + folder + " is not there (set INVIGIL_SHARED to the folder that has the data)");
        return Optional.empty();
    }
}
