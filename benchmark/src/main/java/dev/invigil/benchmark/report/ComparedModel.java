// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of two models, as described by its report's JSON.
 *
 * @param digest of its bundle
 * @param backbone the file, or {@code random}
 * @param dataDigest over the test images and masks
 */
public record ComparedModel(
        String name,
        String version,
        String digest,
        String trained,
        String backbone,
        String trainingDataDigest,
        String dataDigest,
        String evaluated) {
    private static final int SHORT_DIGEST = 12;

    static ComparedModel of(JsonNode subject) {
        return new ComparedModel(
                subject.path("model").asText(),
                subject.path("version").asText(),
                subject.path("modelDigest").asText(),
                subject.path("trained").asText(),
                subject.path("backbone").asText(),
                subject.path("trainingDataDigest").asText(),
                subject.path("dataDigest").asText(),
                subject.path("evaluated").asText());
    }

    /** Name, version and the digest's first digits. */
    String described() {
        return name + ", version " + version + " (" + shortDigest() + ")";
    }

    /** The digest's first digits. */
    String shortDigest() {
        return digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
    }

    /** The model's facts and provenance, by the name of each fact. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Model", name + ", version " + version);
        facts.put("Model digest", digest);
        facts.put("Trained", trained);
        facts.put("Backbone weights", backbone);
        facts.put("Training data digest", trainingDataDigest);
        facts.put("Test data digest", dataDigest);
        facts.put("Evaluated", evaluated);
        return facts;
    }
}
