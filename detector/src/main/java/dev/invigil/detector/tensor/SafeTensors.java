// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes the safetensors format: u64 little-endian header length, JSON header, raw little-endian data.
 *
 * <p>Reading trusts nothing: every length and offset is held against the file's size before memory is taken, and the
 * tensors must cover the data without gap or overlap. Equal content is written as equal bytes.
 */
public final class SafeTensors {
    private static final String METADATA = "__metadata__";
    /** Tens of thousands of tensors; a longer header would only take memory. */
    private static final int MAX_HEADER_BYTES = 4 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SafeTensors() {}

    /**
     * Reads a whole file into memory.
     *
     * @throws MalformedTensorFileException if it is not a sound safetensors file
     */
    public static TensorFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel, file.toString(), SafeTensors::fill);
        }
    }

    /**
     * As {@link #read}, but the tensors' bytes stay in the file, mapped into memory, so that a file may be larger than the
     * heap. It must not change while it is used.
     *
     * @throws MalformedTensorFileException if it is not a sound safetensors file
     */
    public static TensorFile map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(
                    channel,
                    file.toString(),
                    (from, position, bytes, name) -> from.map(FileChannel.MapMode.READ_ONLY, position, bytes));
        }
    }

    /** How a tensor's bytes are got from the file. */
    private interface Loader {
        ByteBuffer load(FileChannel channel, long position, int bytes, String file) throws IOException;
    }

    private static TensorFile read(FileChannel channel, String file, Loader loader) throws IOException {
        long size = channel.size();
        long headerBytes =
                size < Long.BYTES ? -1 : fill(channel, 0, Long.BYTES, file).getLong(0);
        if (headerBytes < 2 || headerBytes > Math.min(size - Long.BYTES, MAX_HEADER_BYTES)) {
            throw malformed(
                    file,
                    "its header length does not match its size of " + size + " bytes, or is above " + MAX_HEADER_BYTES);
        }
        long dataStart = Long.BYTES + headerBytes;
        JsonNode header = header(fill(channel, Long.BYTES, (int) headerBytes, file), file);
        Map<String, String> metadata = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .properties()
                        .forEach(text ->
                                metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                entries.add(entry(field.getKey(), field.getValue(), file));
            }
        }
        checkCoverage(entries, size - dataStart, file);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            ByteBuffer data = loader.load(channel, dataStart + entry.begin, (int) (entry.end - entry.begin), file);
            tensors.put(entry.name, new HostTensor(entry.type, entry.shape, data));
        }
        return new TensorFile(tensors, metadata);
    }

    private static JsonNode header(ByteBuffer bytes, String file) throws IOException {
        try {
            JsonNode header = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
            if (!header.isObject()) {
                throw malformed(file, "its header is not a JSON object");
            }
            return header;
        } catch (JacksonException e) {
            throw malformed(file, "its header is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static Entry entry(String name, JsonNode node, String file) throws MalformedTensorFileException {
        ElementType type;
        try {
            type = ElementType.valueOf(node.path("dtype").asText());
        } catch (IllegalArgumentException e) {
            throw malformed(file, name + " has the unknown element type " + node.path("dtype"));
        }
        JsonNode offsets = node.path("data_offsets");
        JsonNode sizes = node.path("shape");
        if (!sizes.isArray() || offsets.size() != 2) {
            throw malformed(file, name + " lacks its shape or its two data offsets");
        }
        long begin = whole(offsets.get(0), name, file);
        long end = whole(offsets.get(1), name, file);
        List<Integer> shape = new ArrayList<>();
        long bytes = type.bytes();
        for (JsonNode size : sizes) {
            long axis = whole(size, name, file);
            if (axis > Integer.MAX_VALUE || (axis > 0 && bytes > Integer.MAX_VALUE / axis)) {
                throw malformed(file, name + " is larger than 2 GiB");
            }
            shape.add((int) axis);
            bytes *= axis;
        }
        if (end - begin != bytes) {
            throw malformed(file, name + " of " + type + shape + " needs " + bytes + " bytes, not " + (end - begin));
        }
        return new Entry(name, type, shape, begin, end);
    }

    private static long whole(JsonNode node, String name, String file) throws MalformedTensorFileException {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw malformed(file, name + " has " + node + " where a size or offset is expected");
        }
        return node.longValue();
    }

    private static void checkCoverage(List<Entry> entries, long dataBytes, String file)
            throws MalformedTensorFileException {
        List<Entry> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : inOrder) {
            if (entry.begin != covered) {
                throw malformed(
                        file,
                        entry.name + (entry.begin < covered ? " overlaps" : " leaves a gap after")
                                + " the tensor before it");
            }
            covered = entry.end;
        }
        if (covered != dataBytes) {
            throw malformed(file, "its tensors need " + covered + " bytes of data, and it has " + dataBytes);
        }
    }

    private static ByteBuffer fill(FileChannel channel, long position, int bytes, String file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw malformed(file, "it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /** Writes the file, tensors ordered by element size (for alignment), then by name. */
    public static void write(Path file, TensorFile content) throws IOException {
        List<Map.Entry<String, HostTensor>> ordered =
                new ArrayList<>(content.tensors().entrySet());
        ordered.sort(Comparator.comparing((Map.Entry<String, HostTensor> e) ->
                        -e.getValue().type().bytes())
                .thenComparing(Map.Entry::getKey));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            drain(header(ordered, content.metadata()), channel);
            for (Map.Entry<String, HostTensor> entry : ordered) {
                drain(entry.getValue().data(), channel);
            }
        }
    }

    private static ByteBuffer header(List<Map.Entry<String, HostTensor>> ordered, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        long offset = 0;
        for (Map.Entry<String, HostTensor> entry : ordered) {
            HostTensor tensor = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", tensor.type().name());
            tensor.shape().forEach(node.putArray("shape")::add);
            long end = offset + tensor.data().remaining();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(header);
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
        // padded with blanks so that the data starts aligned
        int padded = (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        buffer.put(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
        return buffer.flip();
    }

    private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static MalformedTensorFileException malformed(String file, String what) {
        return new MalformedTensorFileException(file + " is not a valid safetensors file: " + what);
    }

    private record Entry(String name, ElementType type, List<Integer> shape, long begin, long end) {}
}
