// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the directories with changes, as far as the file system delivers events; rescans find the other changes. */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final WatchService service;
    private final Map<WatchKey, Path> directories = new HashMap<>();
    private boolean complete = true;

    FolderWatch(Path folder) throws IOException {
        this.service = folder.getFileSystem().newWatchService();
    }

    /** Watches a directory; repeated calls have no further effect. */
    void add(Path directory) {
        try {
            WatchKey key = directory.register(
                    service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            directories.put(key, directory);
        } catch (NoSuchFileException e) {
            LOG.debug("{} was removed", directory);
        } catch (IOException e) {
            // the usual cause is the limit fs.inotify.max_user_watches
            if (complete) {
                LOG.warn(
                        "{} and possibly other directories cannot be watched and are only rescanned: {}",
                        directory,
                        e.getMessage());
            }
            complete = false;
        }
    }

    /** Waits for at most the time given; empty when nothing happened. */
    Set<Path> changed(long nanos) throws InterruptedException {
        Set<Path> changed = new LinkedHashSet<>();
        WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
        while (key != null) {
            changed.add(directories.get(key));
            // the events themselves, and whether some were lost, do not matter: the directory is scanned
            key.pollEvents().clear();
            if (!key.reset()) {
                directories.remove(key);
            }
            key = service.poll();
        }
        return changed;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
