// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeJsonTest {
    record Layer(int blocks) {}

    record Shape(int width, double factor, List<Layer> layers) {
        Shape {
            ShapeJson.requireWithin("width", width, 100);
            layers = List.copyOf(layers);
        }
    }

    @Test
    void shouldReadWhatItWrote() {
        Shape shape = new Shape(64, 0.5, List.of(new Layer(2), new Layer(3)));

        assertThat(ShapeJson.read("network", ShapeJson.write(shape), Shape.class))
                .isEqualTo(shape);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"width\": \"64\", \"factor\": 1, \"layers\": []} | network.width: ",
                "{\"width\": 64.5, \"factor\": 1, \"layers\": []} | network.width: ",
                "{\"width\": null, \"factor\": 1, \"layers\": []} | network.width: ",
                "{\"width\": 64, \"factor\": \"1\", \"layers\": []} | network.factor: ",
                "{\"width\": 64, \"factor\": 1, \"layers\": [{\"blocks\": 1}, {\"blocks\": []}]} | network.layers[1].blocks: ",
                "{\"width\": 64, \"factor\": 1, \"layers\": [], \"depth\": 3} | network.depth: ",
            })
    void shouldSayWhichPropertyIsNotAsItMustBe(String json, String start) throws Exception {
        JsonNode tree = new ObjectMapper().readTree(json);

        assertThatThrownBy(() -> ShapeJson.read("network", tree, Shape.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(start);
    }

    @Test
    void shouldSayWhatIsMissingOrOutOfRange() throws Exception {
        JsonNode tree = new ObjectMapper().readTree("{\"width\": 101, \"factor\": 1, \"layers\": []}");
        JsonNode less = new ObjectMapper().readTree("{\"width\": 64, \"layers\": []}");

        assertThatThrownBy(() -> ShapeJson.read("network", tree, Shape.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network: width must be 1 to 100, not 101");
        assertThatThrownBy(() -> ShapeJson.read("network", less, Shape.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network.factor: it is missing");
    }
}
