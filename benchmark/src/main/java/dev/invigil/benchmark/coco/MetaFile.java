// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes ADer's {@code meta.json} with the one class {@value #CLASS}, a line for each image. */
final class MetaFile {
    private static final String CLASS = "coco";

    /**
     * An image of the benchmark.
     *
     * @param image path from the benchmark's folder, with slashes
     * @param mask the same of its mask; absent if it is normal
     */
    record Entry(String image, Optional<String> mask) {}

    private MetaFile() {}

    static void write(Path file, List<Entry> train, List<Entry> test) throws IOException {
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
        lines.indentObjectsWith(DefaultPrettyPrinter.NopIndenter.instance);
        lines.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            json.setPrettyPrinter(lines);
            json.writeStartObject();
            set(json, "train", train);
            set(json, "test", test);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void set(JsonGenerator json, String name, List<Entry> entries) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeArrayFieldStart(CLASS);
        for (Entry entry : entries) {
            json.writeStartObject();
            json.writeStringField("img_path", entry.image());
            json.writeStringField("mask_path", entry.mask().orElse(""));
            json.writeStringField("cls_name", CLASS);
            json.writeStringField("specie_name", "");
            json.writeNumberField("anomaly", entry.mask().isPresent() ? 1 : 0);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
