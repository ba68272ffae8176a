// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.folder.FolderConfig;
import dev.invigil.ingest.http.HttpSourceConfig;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Section {@code ingest}.
 *
 * @param id of this ingest, unique in the installation and the same after a restart: what it has sent is noted under it
 * @param line the production line
 * @param folders folder sources
 * @param http the HTTP source, when there is one
 * @param patience how long the broker may be away before ingest gives up and stops
 */
public record IngestConfig(
        @Default("ingest") String id,
        @Default("line-1") String line,
        List<FolderConfig> folders,
        Optional<HttpSourceConfig> http,
        @Default("5m") Duration patience) {

    public IngestConfig {
        folders = List.copyOf(folders);
        List<String> names = Stream.concat(
                        folders.stream().map(FolderConfig::name), http.stream().map(HttpSourceConfig::name))
                .toList();
        List<String> twice = names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .distinct()
                .toList();
        new Requirements()
                .that(
                        FolderConfig.SOURCE_NAME.matcher(id).matches(),
                        "id",
                        "must be 1 to 64 letters, digits, dots, dashes or underscores")
                .that(Frame.isName(line), "line", "must be a name without a slash")
                .that(!names.isEmpty(), "folders", "has no source and neither has http; add one")
                .that(twice.isEmpty(), "folders", "has several sources called " + twice + "; give each its own name")
                .that(patience.toSeconds() >= 1, "patience", "must be at least 1s")
                .verify();
    }
}
