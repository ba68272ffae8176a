// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Files that have been seen and may still be growing. A file has settled when a look at least {@code settle} after the first shows it
 * unchanged. Times are those of {@link System#nanoTime()}, given as arguments.
 */
final class StabilityCheck {

    /** A look at a file. */
    record Look(String path, FileState state) {}

    /** How a file is looked at again; null when it is gone. */
    interface Looker {
        FileState look(String path);
    }

    private record Waiting(FileState state, long since) {}

    private final long settleNanos;
    private final Map<String, Waiting> waiting = new HashMap<>();

    StabilityCheck(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /** Takes note of a file; one that has changed starts anew. */
    void saw(String path, FileState state, long now) {
        Waiting before = waiting.get(path);
        if (before == null || !before.state().equals(state)) {
            waiting.put(path, new Waiting(state, now));
        }
    }

    /** Takes out the files that have settled, in the order of their modification time, then of their path. */
    List<Look> settled(long now, Looker looker) {
        List<Look> settled = new ArrayList<>();
        Iterator<Map.Entry<String, Waiting>> entries = waiting.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Waiting> entry = entries.next();
            if (now - entry.getValue().since() < settleNanos) {
                continue;
            }
            FileState state = looker.look(entry.getKey());
            if (state == null) {
                entries.remove();
            } else if (state.equals(entry.getValue().state())) {
                settled.add(new Look(entry.getKey(), state));
                entries.remove();
            } else {
                entry.setValue(new Waiting(state, now));
            }
        }
        settled.sort(Comparator.comparingLong((Look look) -> look.state().modifiedMillis())
                .thenComparing(Look::path));
        return settled;
    }

    /** Nanoseconds until a waiting file may have settled; empty when none waits. */
    OptionalLong untilNext(long now) {
        return waiting.values().stream()
                .mapToLong(file -> Math.max(0, settleNanos - (now - file.since())))
                .min();
    }
}
