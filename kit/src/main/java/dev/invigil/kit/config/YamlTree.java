// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML as nodes with line numbers. Scalars stay as they were written, so that a product called {@code no} is not a boolean
 * and version {@code 1.10} is not a number. No objects are created and tags are not interpreted.
 */
final class YamlTree {
    private static final int MAX_DEPTH = 20;

    private final Problems problems;

    YamlTree(Problems problems) {
        this.problems = problems;
    }

    /** The whole document; an empty one is {@link ConfigNode.Absent}. */
    ConfigNode read(Reader text) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(text);
            return root == null ? new ConfigNode.Absent("") : convert(root, "", 0);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
            problems.add("", new ConfigNode.Absent("line " + (line + 1)), "not valid YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add("", new ConfigNode.Absent(""), "not valid YAML: " + e.getMessage());
        }
        return new ConfigNode.Absent("");
    }

    private ConfigNode convert(Node node, String path, int depth) {
        String place = "line " + (node.getStartMark().getLine() + 1);
        if (depth > MAX_DEPTH) {
            problems.add(path, new ConfigNode.Absent(place), "is nested more than " + MAX_DEPTH + " deep");
            return new ConfigNode.Absent(place);
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL)
                    ? new ConfigNode.Absent(place)
                    : new ConfigNode.Scalar(scalar.getValue(), place, false);
        }
        if (node instanceof SequenceNode sequence) {
            List<ConfigNode> elements = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                elements.add(convert(element, path + "[" + elements.size() + "]", depth + 1));
            }
            return new ConfigNode.Sequence(elements, place);
        }
        return mapping((MappingNode) node, path, place, depth);
    }

    private ConfigNode mapping(MappingNode node, String path, String place, int depth) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            String keyPlace = "line " + (tuple.getKeyNode().getStartMark().getLine() + 1);
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(path, new ConfigNode.Absent(keyPlace), "a key must be plain text");
                continue;
            }
            String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (entries.put(key.getValue(), convert(tuple.getValueNode(), child, depth + 1)) != null) {
                problems.add(child, new ConfigNode.Absent(keyPlace), "is a duplicate key; remove one of the two");
            }
        }
        return new ConfigNode.Mapping(entries, place);
    }
}
