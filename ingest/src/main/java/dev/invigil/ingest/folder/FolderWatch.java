// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Tells in which directories something has happened, as far as the file system says. */
final class FolderWatch implements AutoCloseable {

    private final WatchService service;
    private final Map<WatchKey, Path> directories = new HashMap<>();

    FolderWatch(Path folder) throws IOException {
        this.service = folder.getFileSystem().newWatchService();
    }

    /** Watches a directory; again is harmless. */
    void add(Path directory) throws IOException {
        WatchKey key =
                directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        directories.put(key, directory);
    }

    /** Waits for at most the time given; empty when nothing happened. */
    Set<Path> changed(long nanos) throws InterruptedException {
        Set<Path> changed = new LinkedHashSet<>();
        WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
        while (key != null) {
            changed.add(directories.get(key));
            // which files, and whether events were lost, does not matter: the directory is looked at
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
