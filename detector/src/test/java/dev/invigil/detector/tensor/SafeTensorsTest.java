// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
    @TempDir
    Path folder;

    @Test
    void shouldGiveBackWhatItWrote() throws IOException {
        TensorFile content = new TensorFile(
                Map.of(
                        "weight", HostTensor.of(new float[] {1, -2, 3, 4, 5, 6}, 2, 3),
                        "precise", HostTensor.of(new double[] {Math.PI}, List.of(1)),
                        "steps", HostTensor.of(new long[] {Long.MAX_VALUE}, List.of()),
                        "picture", HostTensor.of(new byte[] {1, 2, 3}, List.of(1, 3))),
                Map.of("made by", "a test"));

        SafeTensors.write(folder.resolve("a"), content);

        assertThat(SafeTensors.read(folder.resolve("a"))).isEqualTo(content);
    }

    @Test
    void shouldWriteEqualContentAsEqualBytes() throws IOException {
        Map<String, HostTensor> forwards = new LinkedHashMap<>();
        forwards.put("a", HostTensor.of(new float[] {1}, 1));
        forwards.put("b", HostTensor.of(new float[] {2}, 1));
        Map<String, HostTensor> backwards = new LinkedHashMap<>();
        backwards.put("b", forwards.get("b"));
        backwards.put("a", forwards.get("a"));

        SafeTensors.write(folder.resolve("f"), TensorFile.of(forwards));
        SafeTensors.write(folder.resolve("b"), TensorFile.of(backwards));

        assertThat(folder.resolve("f")).hasSameBinaryContentAs(folder.resolve("b"));
    }

    @Test
    void shouldReadFilesOfTheReferenceImplementation() {
        TensorFile file = Fixtures.tensors("resnet_tiny_basic");

        assertThat(file.metadata()).containsEntry("name", "resnet_tiny_basic");
        assertThat(file.under("feat/")).containsOnlyKeys("layer1", "layer2", "layer3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 4 | need 8 bytes of data, and it has 4
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 12 | need 8 bytes of data, and it has 12
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | 8 | needs 12 bytes, not 8
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | leaves a gap
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | overlaps
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | Duplicate
            {"a":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}} | 8 | unknown element type
            {"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}} | 8 | -8 where a size or offset is expected
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | 0 | larger than 2 GiB
            {"a":{"dtype":"F32"}} | 8 | lacks its shape
            [] | 0 | not a JSON object
            {"a" | 0 | not valid JSON
            """)
    void shouldRefuseAMalformedFile(String header, int dataBytes, String reason) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        Path path = Files.write(folder.resolve("broken"), file.array());

        assertThatThrownBy(() -> SafeTensors.read(path))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void shouldRefuseAHeaderLongerThanTheFile() throws IOException {
        Path path = Files.write(folder.resolve("long"), new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});

        assertThatThrownBy(() -> SafeTensors.read(path))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining("header length");
    }
}
