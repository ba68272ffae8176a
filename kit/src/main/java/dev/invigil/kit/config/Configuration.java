// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads configuration into records.
 *
 * <p>A mapping becomes a record; key {@code max-wait} is component {@code maxWait}. Components may be text, numbers,
 * booleans, enumerations, {@code Duration} ({@code 100ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d}), {@link DataSize},
 * {@code Path}, {@code URI}, {@link Secret}, records, {@code List}, {@code Map<String, …>} and {@code Optional…} of these.
 *
 * <p>An absent value is, in this order: the {@link Default} of its component; empty for {@code Optional}, {@code List} and
 * {@code Map}; for a record, the record of its own defaults; else a problem. Records check themselves in their compact
 * constructors and throw {@link IllegalArgumentException} (see {@link Requirements}).
 *
 * <p>Every value can be set from the environment: {@code scorer.max-wait} is {@code INVIGIL_SCORER_MAX_WAIT}. Lists of plain
 * values are separated by commas, elements of other lists are numbered ({@code INVIGIL_INGEST_FOLDERS_0_PATH}), and in maps
 * of text the rest of the name is the key with dots ({@code INVIGIL_KAFKA_BOOTSTRAP_SERVERS} is {@code bootstrap.servers}).
 *
 * <p>A {@link Secret} may be in the file only as {@code ${env:NAME}} or {@code ${file:PATH}}; the variable of its place may
 * hold it, and the same with {@code _FILE} may name its file.
 */
public final class Configuration {
    private Configuration() {}

    /**
     * Reads the file.
     *
     * @param environment usually {@code System.getenv()}
     * @throws ConfigurationException listing every problem found
     */
    public static <R extends Record> R read(Path yaml, Class<R> type, Map<String, String> environment) {
        return parse(text(yaml), yaml.toString(), type, environment);
    }

    /**
     * Reads some sections of a file that has others, too, such as a line's file for a command that only needs its broker.
     *
     * @param others the sections that are there for other readers; they are not looked at
     * @throws ConfigurationException listing every problem found
     */
    public static <R extends Record> R readSections(
            Path yaml, Class<R> type, Set<String> others, Map<String, String> environment) {
        return bind(text(yaml), yaml.toString(), type, others, environment);
    }

    /**
     * Makes a record of values instead of text, under the same names, with the same defaults and the same checks.
     *
     * @param values by key as in the file; text, numbers, booleans, enumerations, {@code Path}, {@code Duration}, {@link DataSize}, lists and
     *     maps of these; an empty list or map counts as set
     * @param source what to call the values in messages
     * @param environment variables that go before the values; {@code Map.of()} for none
     */
    public static <R extends Record> R of(
            Map<String, ?> values, String source, Class<R> type, Map<String, String> environment) {
        Problems problems = new Problems();
        R record = new RecordBinder(problems, environment).bind(ValueTree.of(values), type);
        problems.throwIfAny(source);
        return record;
    }

    /**
     * Reads YAML text; empty text gives the defaults.
     *
     * @param source what to call the text in messages
     */
    public static <R extends Record> R parse(
            String text, String source, Class<R> type, Map<String, String> environment) {
        return bind(text, source, type, Set.of(), environment);
    }

    private static String text(Path yaml) {
        try {
            return Files.readString(yaml);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    yaml.toString(), List.of("the file does not exist; name an existing one or create it"));
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(yaml.toString(), List.of("the file is not UTF-8 text"));
        } catch (IOException e) {
            throw new ConfigurationException(yaml.toString(), List.of("the file cannot be read: " + e.getMessage()));
        }
    }

    private static <R extends Record> R bind(
            String text, String source, Class<R> type, Set<String> others, Map<String, String> environment) {
        Problems problems = new Problems();
        ConfigNode root = new YamlTree(problems).read(new StringReader(text));
        problems.throwIfAny(source);
        R record = new RecordBinder(problems, environment).bind(without(others, root), type);
        problems.throwIfAny(source);
        return record;
    }

    private static ConfigNode without(Set<String> sections, ConfigNode root) {
        if (!(root instanceof ConfigNode.Mapping mapping)) {
            return root;
        }
        Map<String, ConfigNode> entries = new LinkedHashMap<>(mapping.entries());
        entries.keySet().removeAll(sections);
        return new ConfigNode.Mapping(entries, mapping.place());
    }

    /** The record of defaults alone, without a file and without the environment. */
    public static <R extends Record> R defaults(Class<R> type) {
        return parse("", type.getSimpleName(), type, Map.of());
    }
}
