// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScanTest {

    @TempDir
    private Path directory;

    private Path folder;

    @BeforeEach
    void create() throws IOException {
        folder = directory.resolve("folder");
        file("z/a.jpg");
        file("x/y/b.jpg");
    }

    @Test
    void shouldNotFollowALinkToAParentFolderWhereverTheScanBegins() throws IOException {
        Files.createSymbolicLink(folder.resolve("x/y/root"), Path.of("../.."));
        Files.createSymbolicLink(folder.resolve("x/y/up"), Path.of(".."));
        FolderScan scan = new FolderScan(folder, Set.of());

        assertThat(paths(scan, folder)).containsExactlyInAnyOrder("z/a.jpg", "x/y/b.jpg");
        assertThat(paths(scan, folder.resolve("x"))).containsExactly("x/y/b.jpg");
        assertThat(paths(scan, folder.resolve("x/y"))).containsExactly("x/y/b.jpg");
    }

    @Test
    void shouldNotFollowALinkToTheFolderThroughWhichAnotherLinkLed() throws IOException {
        Files.createDirectories(directory.resolve("elsewhere/deep"));
        Files.createFile(directory.resolve("elsewhere/c.jpg"));
        Files.createFile(directory.resolve("elsewhere/deep/d.jpg"));
        Files.createSymbolicLink(directory.resolve("elsewhere/deep/back"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("other"), directory.resolve("elsewhere"));
        FolderScan scan = new FolderScan(folder, Set.of());

        assertThat(paths(scan, folder.resolve("other/deep"))).containsExactly("other/deep/d.jpg");
    }

    @Test
    void shouldNotBeginAtOrBelowALinkToAParentFolder() throws IOException {
        // a watched folder that was replaced by a link
        Files.createSymbolicLink(folder.resolve("x/root"), folder);
        FolderScan scan = new FolderScan(folder, Set.of());

        assertThat(paths(scan, folder.resolve("x/root"))).isEmpty();
        assertThat(paths(scan, folder.resolve("x/root/z"))).isEmpty();
    }

    @Test
    void shouldFollowALinkToAnotherFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("x/y/z"), folder.resolve("z"));

        assertThat(paths(new FolderScan(folder, Set.of()), folder.resolve("x/y")))
                .containsExactlyInAnyOrder("x/y/b.jpg", "x/y/z/a.jpg");
    }

    @Test
    void shouldNotScanATargetFolderThatALinkLeadsTo() throws IOException {
        file("done/c.jpg");
        Files.createSymbolicLink(folder.resolve("x/y/finished"), folder.resolve("done"));
        FolderScan scan = new FolderScan(folder, Set.of(folder.resolve("done")));

        assertThat(paths(scan, folder)).containsExactlyInAnyOrder("z/a.jpg", "x/y/b.jpg");
        assertThat(paths(scan, folder.resolve("x/y"))).containsExactly("x/y/b.jpg");
    }

    @Test
    void shouldNotScanTheTargetFolderWhenTheFolderItselfIsALink() throws IOException {
        file("done/c.jpg");
        Path link = Files.createSymbolicLink(directory.resolve("link"), folder);

        assertThat(paths(new FolderScan(link, Set.of(folder.resolve("done"))), link))
                .containsExactlyInAnyOrder("z/a.jpg", "x/y/b.jpg");
    }

    private void file(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private static List<String> paths(FolderScan scan, Path from) throws IOException {
        return scan.below(from).files().stream().map(StabilityCheck.Look::path).toList();
    }
}
