// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.util.List;
import java.util.Map;

/** The file's content as text in a tree; types come later, from the records. */
sealed interface ConfigNode {

    /** The place of the value, for messages: a line, an environment variable, or empty. */
    String place();

    /** Nothing there: the key is missing or has no value. */
    record Absent(String place) implements ConfigNode {}

    record Scalar(String text, String place, boolean fromEnvironment) implements ConfigNode {}

    record Sequence(List<ConfigNode> elements, String place) implements ConfigNode {}

    record Mapping(Map<String, ConfigNode> entries, String place) implements ConfigNode {}
}
