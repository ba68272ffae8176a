// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.BenchmarkException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class InstancesReaderTest {
    private static final String IMAGES = "\"images\":[{\"id\":7,\"file_name\":\"7.jpg\",\"width\":4,\"height\":3}]";
    private static final String CATEGORIES = "\"categories\":[{\"id\":90},{\"id\":2}]";
    private static final String POLYGON = "[[-0.9,0,1.99,1,2,2]]";

    private static String annotations(String segmentation) {
        return "\"annotations\":[{\"segmentation\":" + segmentation + ",\"image_id\":7,\"category_id\":90}]";
    }

    private static Instances read(String text) throws IOException {
        return InstancesReader.read(
                new ByteArrayInputStream(text.getBytes(UTF_8)), "a.json", InstancesReader.Depth.SEGMENTATIONS);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String text) {
        return assertThatThrownBy(() -> read(text)).isInstanceOf(BenchmarkException.class);
    }

    @Test
    void shouldReadTheSectionsInAnyOrderAndTruncateVertices() throws IOException {
        for (List<String> order : List.of(
                List.of(IMAGES, annotations(POLYGON), CATEGORIES),
                List.of(annotations(POLYGON), CATEGORIES, "\"info\":{\"a\":[1,{}]}", IMAGES))) {
            Instances instances = read("{" + String.join(",", order) + "}");
            assertThat(instances.categories()).containsExactly(2L, 90L);
            AnnotatedImage image = instances.images().get(0);
            assertThat(image.labels().stream()).containsExactly(1);
            Polygons polygons = (Polygons) image.objects().get(0).segmentation();
            assertThat(polygons.polygons().get(0)).containsExactly(0, 0, 1, 1, 2, 2);
        }
    }

    @Test
    void shouldSayWhereTheFileBreaks() {
        assertRefused("{" + IMAGES.substring(0, 30)).hasMessageMatching("a.json: truncated at byte \\d+; .*");
        assertRefused("{" + IMAGES + ",}").hasMessageStartingWith("a.json: invalid JSON at byte ");
        assertRefused("[]").hasMessageContaining("no object with images, annotations and categories");
        assertRefused("{}").hasMessageContaining("no image with annotations");
    }

    @Test
    void shouldRefuseSegmentationsThatCannotBePainted() {
        assertRefused("{" + annotations("[[1,2,3]]") + "}").hasMessageContaining("a polygon of 3 numbers");
        assertRefused("{" + annotations("[[1,\"x\"]]") + "}").hasMessageContaining("the coordinate x");
        assertRefused("{" + annotations("{\"size\":[3,4],\"counts\":[13]}") + "}")
                .hasMessageContaining("run lengths of 13 pixels");
        assertRefused("{" + annotations("{\"counts\":\"1\"}") + "}").hasMessageContaining("without a size");
        String otherSize = annotations("{\"size\":[4,3],\"counts\":[12]}");
        assertRefused("{" + IMAGES + "," + otherSize + "," + CATEGORIES + "}").hasMessageContaining("image 7 is 4 × 3");
    }

    @Test
    void shouldRefuseAnnotationsOfUnknownImagesAndCategories() {
        assertRefused("{" + annotations(POLYGON) + "}")
                .hasMessageContaining("image 7, which is not among")
                .hasMessageContaining("category 90, which is not among");
    }

    @Test
    void shouldRefuseAFileNameThatLeavesTheFolder() {
        assertRefused("{" + IMAGES.replace("7.jpg", "../7.jpg") + "}").hasMessageContaining("not a plain file name");
    }

    /** As long as the official training annotations, in a heap that a tree of them would fill many times over. */
    @Test
    void shouldReadAFileOfTheOfficialSizeInASmallHeap() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessInstances.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.strip()).isEqualTo(EndlessInstances.IMAGES + " images");
    }
}
