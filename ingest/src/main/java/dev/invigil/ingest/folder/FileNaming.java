// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.contracts.frame.Frame;
import java.util.Map;
import java.util.Optional;

/** Determines from a file's path whether the pattern matches, and its camera, product and part. */
final class FileNaming {

    /** Camera, product and part of an image. */
    record Names(String camera, String product, Optional<String> part) {}

    private final PathPattern pattern;
    private final NameTemplate camera;
    private final NameTemplate product;
    private final Optional<NameTemplate> part;

    FileNaming(FolderConfig config) {
        this.pattern = PathPattern.parse(Frame.canonical(config.pattern()));
        this.camera = NameTemplate.parse(config.camera(), pattern);
        this.product = NameTemplate.parse(config.product(), pattern);
        this.part = config.part()
                .or(() -> pattern.has("part") ? Optional.of("{part}") : Optional.empty())
                .map(template -> NameTemplate.parse(template, pattern));
    }

    /** The names in {@link Frame#canonical} form, when the path matches the pattern, whichever form its letters have. */
    Optional<Names> names(String relativePath) {
        return pattern.match(Frame.canonical(relativePath)).map(this::filled);
    }

    private Names filled(Map<String, String> values) {
        return new Names(
                Frame.canonical(camera.fill(values)),
                Frame.canonical(product.fill(values)),
                part.map(template -> Frame.canonical(template.fill(values))));
    }
}
