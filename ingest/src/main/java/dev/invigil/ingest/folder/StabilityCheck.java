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
 * Files that may still be growing. A file is stable when a check at least {@code settle} after the first one shows it unchanged. Times are
 * those of {@link System#nanoTime()}, given as arguments.
 */
final class StabilityCheck {

    /** The state of a file at one check. */
    record Look(String path, FileState state) {}

    /** Checks a file again; null when it was removed. */
    interface Looker {
        FileState look(String path);
    }

    private record Waiting(FileState state, long since) {}

    private final long settleNanos;
    private final Map<String, Waiting> waiting = new HashMap<>();

    StabilityCheck(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /** Registers a file; a changed file starts to wait again. */
    void observe(String path, FileState state, long now) {
        Waiting before = waiting.get(path);
        if (before == null || !before.state().equals(state)) {
            waiting.put(path, new Waiting(state, now));
        }
    }

    /** Removes and returns the stable files, in the order of their modification time, then of their path. */
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

    /** Nanoseconds until a waiting file may be stable; empty when none is waiting. */
    OptionalLong untilNext(long now) {
        return waiting.values().stream()
                .mapToLong(file -> Math.max(0, settleNanos - (now - file.since())))
                .min();
    }
}
