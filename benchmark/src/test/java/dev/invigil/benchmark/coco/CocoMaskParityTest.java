// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks of polygons and run lengths against those of OpenCV and pycocotools, every pixel. */
class CocoMaskParityTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path fixture(String name) {
        String configured = System.getenv("INVIGIL_FIXTURES");
        return configured == null || configured.isBlank()
                ? Path.of("src", "test", "resources", "fixtures", name)
                : Path.of(configured, name);
    }

    @Test
    void shouldPaintTheReferencesMasks() throws IOException {
        JsonNode images = JSON.readTree(fixture("coco_mask.json").toFile());
        TensorFile masks = SafeTensors.read(fixture("coco_mask.safetensors"));
        assertThat(images).isNotEmpty();
        for (int i = 0; i < images.size(); i++) {
            MaskCanvas union = canvas(images.get(i));
            JsonNode annotations = images.get(i).get("annotations");
            for (int j = 0; j < annotations.size(); j++) {
                Segmentation segmentation = segmentation(annotations.get(j).get("segmentation"));
                MaskCanvas alone = canvas(images.get(i));
                segmentation.paint(alone);
                segmentation.paint(union);
                assertEqual(alone, masks, "mask/" + i + "." + j);
            }
            assertEqual(union, masks, "mask/" + i + ".union");
        }
    }

    private static MaskCanvas canvas(JsonNode image) {
        return new MaskCanvas(image.get("width").asInt(), image.get("height").asInt());
    }

    private static Segmentation segmentation(JsonNode node) throws IOException {
        try (JsonParser json = JSON.createParser(node.toString())) {
            json.nextToken();
            return SegmentationParser.read(json);
        }
    }

    private static void assertEqual(MaskCanvas got, TensorFile masks, String name) {
        assertThat(masks.tensor(name).shape()).isEqualTo(List.of(got.height(), got.width()));
        assertThat(got.pixels()).as(name).isEqualTo(masks.tensor(name).bytes());
    }
}
