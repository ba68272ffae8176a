// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts values of a program to the tree that a file gives. */
final class ValueTree {
    private static final String PLACE = "";

    private ValueTree() {}

    /** @throws IllegalArgumentException if a value is of a type that no file can hold */
    static ConfigNode of(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, ConfigNode> entries = new LinkedHashMap<>();
            map.forEach((key, each) -> entries.put(key.toString(), of(each)));
            return new ConfigNode.Mapping(entries, PLACE);
        }
        if (value instanceof List<?> list) {
            List<ConfigNode> elements = new ArrayList<>();
            list.forEach(each -> elements.add(of(each)));
            return new ConfigNode.Sequence(elements, PLACE);
        }
        return new ConfigNode.Scalar(text(value), PLACE, false);
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration.toMillis() + "ms";
        }
        if (value instanceof DataSize size) {
            return size.bytes() + "B";
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Path) {
            return value.toString();
        }
        throw new IllegalArgumentException(
                "a configuration cannot hold a " + value.getClass().getName());
    }
}
