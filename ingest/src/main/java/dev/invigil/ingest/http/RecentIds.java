// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.ingest.source.FrameSink;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The recorded frame ids of this source, oldest first; those above the limit are to be removed. */
final class RecentIds {

    private final int limit;
    private final Set<String> ids = new LinkedHashSet<>();
    private boolean loaded;

    RecentIds(int limit) {
        this.limit = limit;
    }

    /** Loads the ids recorded before the start, once. */
    synchronized void load(FrameSink sink, String source) {
        if (!loaded) {
            loaded = true;
            sink.sent(source)
                    .sorted(Comparator.comparing(note -> note.getValue().sentAt()))
                    .map(Map.Entry::getKey)
                    .forEach(ids::add);
        }
    }

    /** The ids to be removed with the next submission; at most 8, because every submission removes some. */
    synchronized List<String> surplus() {
        return ids.stream().limit(Math.min(8, Math.max(0, ids.size() - limit))).toList();
    }

    /** A submission was committed. */
    synchronized void committed(String id, List<String> forgotten) {
        forgotten.forEach(ids::remove);
        ids.add(id);
    }
}
