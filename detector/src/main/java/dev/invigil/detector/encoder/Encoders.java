// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.detector.shape.ShapeJson;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The list of all kinds of encoders. A new kind is a class beside {@link ResNet} and an entry here. */
public final class Encoders {
    private static final List<EncoderKind> KINDS = List.of(VisionTransformer.KIND, EfficientNet.KIND, ResNet.KIND);

    private Encoders() {}

    /** All encoders that have a name. */
    public static SortedMap<String, Encoder> all() {
        SortedMap<String, Encoder> all = new TreeMap<>();
        KINDS.forEach(kind -> all.putAll(kind.known()));
        return all;
    }

    /** The names of all encoders that have one, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(all().keySet());
    }

    /**
     * The encoder of that name.
     *
     * @throws IllegalArgumentException naming the known encoders
     */
    public static Encoder known(String name) {
        Encoder known = all().get(name);
        if (known == null) {
            throw new IllegalArgumentException(
                    "unknown encoder \"" + name + "\": use one of " + String.join(", ", names()));
        }
        return known;
    }

    /**
     * The network that these weights belong to.
     *
     * @param strideFirst where a ResNet has its strides, which leaves no trace in the weights; see {@link ResNet#strideFirst}
     * @throws IllegalArgumentException if they are those of no kind of encoder, or strides are placed in a network that has no bottlenecks
     */
    public static Encoder of(Map<String, HostTensor> weights, boolean strideFirst) {
        EncoderKind kind = KINDS.stream()
                .filter(one -> one.recognises(weights))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not the weights of an encoder that is known here ("
                        + KINDS.stream().map(EncoderKind::name).collect(Collectors.joining(", ")) + ")"));
        return kind.of(weights).placing(strideFirst);
    }

    /**
     * What a manifest says about an encoder: {@code architecture}, and an object named after the kind with the network's shape.
     */
    public static ObjectNode write(Encoder encoder) {
        for (EncoderKind kind : KINDS) {
            if (kind.type().isInstance(encoder)) {
                ObjectNode written = JsonNodeFactory.instance.objectNode();
                written.put("architecture", encoder.architecture());
                written.set(kind.name(), ShapeJson.write(encoder));
                return written;
            }
        }
        throw new IllegalArgumentException("an encoder of no known kind: " + encoder);
    }

    /**
     * The encoder that {@link #write} wrote about.
     *
     * @throws IllegalArgumentException naming the property that is missing, unknown or out of range
     */
    public static Encoder read(JsonNode written) {
        for (EncoderKind kind : KINDS) {
            JsonNode shape = written.get(kind.name());
            if (shape != null) {
                return ShapeJson.read("encoder." + kind.name(), shape, kind.type());
            }
        }
        throw new IllegalArgumentException("the encoder needs one of the objects "
                + KINDS.stream().map(EncoderKind::name).collect(Collectors.joining(", ")));
    }
}
