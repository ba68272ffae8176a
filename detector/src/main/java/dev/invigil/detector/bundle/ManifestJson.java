// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.invigil.detector.program.Precision;
import java.io.IOException;
import java.nio.file.Path;

/** {@code manifest.json} as text: pretty, in the order of the records, refusing what it does not know. */
final class ManifestJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ManifestJson() {}

    static byte[] write(Manifest manifest) throws JacksonException {
        return JSON.writeValueAsBytes(manifest);
    }

    /**
     * @param bundle named in errors
     */
    static Manifest read(byte[] text, Path bundle) throws BrokenBundleException {
        try {
            JsonNode tree = JSON.readTree(text);
            int schema = tree.path("schema").asInt();
            if (schema > Manifest.SCHEMA) {
                throw new BrokenBundleException(
                        bundle,
                        ModelBundle.MANIFEST + " has schema " + schema + ", this version of Invigil reads "
                                + Manifest.SCHEMA + "; update Invigil");
            }
            if (schema < 1) {
                throw new BrokenBundleException(
                        bundle, ModelBundle.MANIFEST + " names no schema; it was not written by Invigil: train again");
            }
            if (schema == 1) {
                upgradeFromFirst(tree);
            }
            if (schema <= 2) {
                upgradeFromSecond(tree);
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (JacksonException e) {
            throw new BrokenBundleException(
                    bundle,
                    ModelBundle.MANIFEST + " cannot be read ("
                            + e.getOriginalMessage().lines().findFirst().orElse("")
                            + "); copy the bundle again or train again",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** Schema 1 knew no thresholds of cameras. */
    private static void upgradeFromFirst(JsonNode tree) {
        for (JsonNode known : tree.path("model").path("classes")) {
            if (known instanceof ObjectNode fields) {
                fields.putObject("cameras");
            }
        }
    }

    /** Schema 2 knew no precision: all training was in float32. */
    private static void upgradeFromSecond(JsonNode tree) {
        if (tree.at("/model/provenance/recipe") instanceof ObjectNode recipe) {
            recipe.put("precision", Precision.FLOAT32.name());
        }
    }
}
