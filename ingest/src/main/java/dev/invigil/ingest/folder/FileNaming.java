// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.util.Map;
import java.util.Optional;

/** Tells from a file's path whether it is meant, and camera, product and part. */
final class FileNaming {

    /** Who is on the picture. */
    record Names(String camera, String product, Optional<String> part) {}

    private final PathPattern pattern;
    private final NameTemplate camera;
    private final NameTemplate product;
    private final Optional<NameTemplate> part;

    FileNaming(FolderConfig config) {
        this.pattern = PathPattern.parse(config.pattern());
        this.camera = NameTemplate.parse(config.camera(), pattern);
        this.product = NameTemplate.parse(config.product(), pattern);
        this.part = config.part()
                .or(() -> pattern.has("part") ? Optional.of("{part}") : Optional.empty())
                .map(template -> NameTemplate.parse(template, pattern));
    }

    /** Whether a file is being written or is none of ours: hidden, {@code .tmp} or {@code .part}. */
    static boolean isTemporary(String fileName) {
        return fileName.startsWith(".") || fileName.endsWith(".tmp") || fileName.endsWith(".part");
    }

    /** The names, when the path matches the pattern. */
    Optional<Names> names(String relativePath) {
        return pattern.match(relativePath).map(this::filled);
    }

    private Names filled(Map<String, String> values) {
        return new Names(camera.fill(values), product.fill(values), part.map(template -> template.fill(values)));
    }
}
