// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.tensor.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The content of {@code manifest.json}.
 *
 * @param schema version of this layout, up to {@value #SCHEMA}; the lowest that has all that the manifest says is written, so that older
 *     versions of Invigil read what they understand
 * @param files the bundle's other files by name
 */
record Manifest(int schema, ModelDescription model, Map<String, Content> files) {
    /**
     * The layout that is written and read. Within a layout every property is known: a new one takes a new number, so that
     * an old program says "update" and does not leave out what the new one meant.
     */
    static final int SCHEMA = 5;

    /** The layout without {@link Provenance#startedFrom}. */
    private static final int FOURTH = 4;

    /** Plain names only: nothing outside the bundle's folder can be named. */
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    Manifest {
        Objects.requireNonNull(model, "model");
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        for (String name : files.keySet()) {
            if (!FILE_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" is not a valid name for a file of a bundle");
            }
        }
    }

    /** The manifest of this model in the lowest layout that has all of it. */
    static Manifest of(ModelDescription model, Map<String, Content> files) {
        return new Manifest(model.provenance().startedFrom().isPresent() ? SCHEMA : FOURTH, model, files);
    }

    /**
     * What a file must be.
     *
     * @param sha256 of its bytes
     * @param size in bytes
     */
    record Content(String sha256, long size) {
        Content {
            if (!Sha256.isDigest(sha256) || size < 0) {
                throw new IllegalArgumentException("not a SHA-256 digest and a size: " + sha256 + ", " + size);
            }
        }
    }
}
