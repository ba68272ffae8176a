// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
 * <p>A {@link Secret} stands in the file only as {@code ${env:NAME}} or {@code ${file:PATH}}; the variable of its place may
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
        String text;
        try {
            text = Files.readString(yaml);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    yaml.toString(), List.of("the file does not exist; name an existing one or create it"));
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(yaml.toString(), List.of("the file is no UTF-8 text"));
        } catch (IOException e) {
            throw new ConfigurationException(yaml.toString(), List.of("the file cannot be read: " + e.getMessage()));
        }
        return parse(text, yaml.toString(), type, environment);
    }

    /**
     * Reads YAML text; empty text gives the defaults.
     *
     * @param source what to call the text in messages
     */
    public static <R extends Record> R parse(
            String text, String source, Class<R> type, Map<String, String> environment) {
        Problems problems = new Problems();
        ConfigNode root = new YamlTree(problems).read(new StringReader(text));
        problems.throwIfAny(source);
        R record = new RecordBinder(problems, environment).bind(root, type);
        problems.throwIfAny(source);
        return record;
    }

    /** The record of defaults alone, without a file and without the environment. */
    public static <R extends Record> R defaults(Class<R> type) {
        return parse("", type.getSimpleName(), type, Map.of());
    }
}
