// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.frame.FrameHeaders;
import dev.invigil.kit.topic.Topic;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds docs/asyncapi.yaml against the code. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "asyncapi.yaml");

    private static Map<?, ?> document;

    @BeforeAll
    static void read() throws IOException {
        document = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(DOCUMENT));
    }

    @Test
    void shouldDescribeEveryTopic() {
        List<Object> addresses = new ArrayList<>();
        ((Map<?, ?>) at("channels")).values().forEach(channel -> addresses.add(((Map<?, ?>) channel).get("address")));

        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                        .map(topic -> (Object) topic.name(Topic.DEFAULT_PREFIX))
                        .toList());
    }

    @Test
    void shouldDescribeTheHeadersOfFrames() throws IllegalAccessException {
        assertThat(keys(at("components", "messages", "frame", "headers", "properties")))
                .containsExactlyInAnyOrderElementsOf(headerNames(FrameHeaders.class, "_VALUE"));
        assertThat(at("components", "messages", "frame", "headers", "properties", "ce_type", "const"))
                .isEqualTo(FrameHeaders.TYPE_VALUE);
    }

    @Test
    void shouldDescribeTheHeadersOfDeadLetters() throws IllegalAccessException {
        assertThat(keys(at("components", "messages", "deadLetter", "headers", "properties")))
                .containsExactlyInAnyOrderElementsOf(headerNames(DeadLetter.class, "_VALUE"));
    }

    @Test
    void shouldReferOnlyToWhatIsThere() {
        List<String> references = new ArrayList<>();
        collectReferences(document, references);

        assertThat(references).hasSizeGreaterThanOrEqualTo(12).allSatisfy(reference -> {
            if (reference.startsWith("#/")) {
                assertThat(at(reference.substring(2).split("/"))).isNotNull();
            } else {
                assertThat(DOCUMENT.resolveSibling(reference)).isRegularFile();
            }
        });
    }

    private static Object at(String... path) {
        Object node = document;
        for (String key : path) {
            node = ((Map<?, ?>) node).get(key);
        }
        return node;
    }

    private static Collection<String> keys(Object mapping) {
        return ((Map<?, ?>) mapping).keySet().stream().map(Object::toString).toList();
    }

    /** The text constants of a class, which are header names unless they end in the suffix. */
    private static List<String> headerNames(Class<?> type, String suffixOfOthers) throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType() == String.class
                    && !field.getName().endsWith(suffixOfOthers)) {
                names.add((String) field.get(null));
            }
        }
        return names;
    }

    private static void collectReferences(Object node, List<String> references) {
        if (node instanceof Map<?, ?> mapping) {
            if (mapping.get("$ref") instanceof String reference) {
                references.add(reference);
            }
            mapping.values().forEach(child -> collectReferences(child, references));
        } else if (node instanceof List<?> list) {
            list.forEach(child -> collectReferences(child, references));
        }
    }
}
