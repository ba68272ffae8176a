// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.source.IngestSource;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One folder.
 *
 * @param name of the source, unique within the ingest; sent frames are recorded under it, so changing it sends everything again
 * @param path the folder
 * @param pattern see {@link PathPattern}
 * @param camera see {@link NameTemplate}; may use the variables of the pattern
 * @param product the same
 * @param part the same; empty for no part id
 * @param rate frames per second, evenly spaced; 0 for no limit
 * @param settle how long a file must stay unchanged; 0 when writers rename finished files into place
 * @param rescan how often the whole tree is scanned, independent of file system events
 * @param after what happens to a file that has been sent
 * @param moveTo target folder when {@code after} is {@code move}
 * @param rejectedTo target folder of refused files; when absent, they stay
 */
public record FolderConfig(
        @Default("folder") String name,
        Path path,
        @Default("{camera}/{product}/{part}.*") String pattern,
        @Default("{camera}") String camera,
        @Default("{product}") String product,
        Optional<String> part,
        @Default("0") double rate,
        @Default("1s") Duration settle,
        @Default("10s") Duration rescan,
        @Default("keep") AfterSending after,
        Optional<Path> moveTo,
        Optional<Path> rejectedTo)
        implements SourceConfig {

    /** What happens to a file that has been sent. */
    public enum AfterSending {
        KEEP,
        MOVE,
        DELETE
    }

    public FolderConfig {
        Optional<String> wrongPattern = problem(() -> PathPattern.parse(pattern));
        new Requirements()
                .that(NAME.matcher(name).matches(), "name", NAME_RULE)
                .that(wrongPattern.isEmpty(), "pattern", wrongPattern.orElse(""))
                .that(rate >= 0 && rate <= 100_000, "rate", "must be 0 (no limit) to 100000 frames per second")
                .that(!settle.isNegative(), "settle", "must not be negative")
                .that(rescan.toMillis() >= 100, "rescan", "must be at least 100ms")
                .that(
                        (after == AfterSending.MOVE) == moveTo.isPresent(),
                        "move-to",
                        "must be set if after is move, and must be absent otherwise")
                .verify();
        new Requirements()
                .that(
                        fits(camera, pattern).isEmpty(),
                        "camera",
                        fits(camera, pattern).orElse(""))
                .that(
                        fits(product, pattern).isEmpty(),
                        "product",
                        fits(product, pattern).orElse(""))
                .that(
                        part.flatMap(template -> fits(template, pattern)).isEmpty(),
                        "part",
                        part.flatMap(template -> fits(template, pattern)).orElse(""))
                .verify();
    }

    @Override
    public IngestSource open(Surroundings surroundings) {
        return new FolderSource(this, surroundings);
    }

    private static Optional<String> fits(String template, String pattern) {
        return problem(() -> NameTemplate.parse(template, PathPattern.parse(pattern)))
                .map(problem -> problem + "; use a fixed name, or add the variable to the pattern");
    }

    private static Optional<String> problem(Runnable parse) {
        try {
            parse.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
