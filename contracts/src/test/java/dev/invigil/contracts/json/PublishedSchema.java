// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A published JSON Schema and the golden files, for tests. */
public final class PublishedSchema {
    private final JsonNode schema;

    private PublishedSchema(JsonNode schema) {
        this.schema = schema;
    }

    public static PublishedSchema load(String name) {
        return new PublishedSchema(resource("/schemas/" + name));
    }

    /** What a reader in another language would be told. */
    public List<String> violations(JsonNode json) {
        return validate(schema, json);
    }

    /** The same, and a complaint about each field that the schema does not describe. */
    public List<String> strictViolations(JsonNode json) {
        JsonNode closed = schema.deepCopy();
        close(closed);
        return validate(closed, json);
    }

    public static JsonNode golden(String name) {
        return resource("/golden/" + name);
    }

    private static JsonNode resource(String path) {
        try (InputStream in = PublishedSchema.class.getResourceAsStream(path)) {
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> validate(JsonNode schema, JsonNode json) {
        JsonSchema validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        schema,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
        return validator.validate(json).stream().map(Object::toString).toList();
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("type").asText().equals("object")) {
            object.put("additionalProperties", false);
        }
        node.forEach(PublishedSchema::close);
    }
}
