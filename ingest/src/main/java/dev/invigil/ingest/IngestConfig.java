// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.folder.FolderConfig;
import dev.invigil.ingest.http.HttpSourceConfig;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.disk.DiskWatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Section {@code ingest}.
 *
 * @param id of this ingest, unique in the installation and the same after a restart: sent frames are recorded under it
 * @param line the production line
 * @param folders folder sources
 * @param http the HTTP source, when there is one
 * @param freeSpace disks with a required free space; below it no frames are accepted
 * @param patience how long the broker may be unreachable before ingest stops
 * @param metricCameras how many cameras that are not named here have metrics of their own; further ones are counted together
 */
public record IngestConfig(
        @Default("ingest") String id,
        @Default("line-1") String line,
        List<FolderConfig> folders,
        Optional<HttpSourceConfig> http,
        List<DiskWatch.Folder> freeSpace,
        @Default("5m") Duration patience,
        @Default("50") int metricCameras) {

    public IngestConfig {
        folders = List.copyOf(folders);
        freeSpace = List.copyOf(freeSpace);
        List<String> names =
                sources(folders, http).stream().map(SourceConfig::name).toList();
        List<String> twice = names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .distinct()
                .toList();
        new Requirements()
                .that(SourceConfig.NAME.matcher(id).matches(), "id", SourceConfig.NAME_RULE)
                .that(Frame.isName(line), "line", "must have " + Frame.NAME_RULE)
                .that(!names.isEmpty(), "folders", "is empty and http is not configured; configure at least one source")
                .that(
                        twice.isEmpty(),
                        "folders",
                        "has several sources with the name " + twice + "; give each source a unique name")
                .that(patience.toSeconds() >= 1, "patience", "must be at least 1s")
                .that(
                        metricCameras >= 0 && metricCameras <= 10_000,
                        "metric-cameras",
                        "must be 0 to 10000, but is " + metricCameras)
                .verify();
    }

    /** A copy with one more disk that must keep some space free. */
    public IngestConfig keepingFree(DiskWatch.Folder folder) {
        return new IngestConfig(
                id,
                line,
                folders,
                http,
                Stream.concat(freeSpace.stream(), Stream.of(folder)).toList(),
                patience,
                metricCameras);
    }

    /** The cameras that the sources name: allowed ones of HTTP, fixed ones of folders. */
    public List<String> namedCameras() {
        return Stream.concat(
                        http.stream().flatMap(source -> source.cameras().stream()),
                        folders.stream().map(FolderConfig::camera).filter(camera -> camera.indexOf('{') < 0))
                .distinct()
                .toList();
    }

    /** All sources, in the order in which they start. */
    public List<SourceConfig> sources() {
        return sources(folders, http);
    }

    private static List<SourceConfig> sources(List<FolderConfig> folders, Optional<HttpSourceConfig> http) {
        return Stream.<SourceConfig>concat(folders.stream(), http.stream()).toList();
    }
}
