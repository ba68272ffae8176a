// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.IngestMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process knows of a folder's files beyond what has been sent, and what becomes of them. Used by one thread. */
final class FileBook {

    private static final Logger LOG = LoggerFactory.getLogger(FileBook.class);

    /** A file that cannot be read may be one that the network has mislaid; so often it is tried, a rescan apart. */
    private static final int TRIES = 3;

    private final String source;
    private final Aftercare aftercare;
    private final IngestMetrics metrics;
    /** Between settling and sending. */
    private final Map<String, FileState> underWay = new HashMap<>();
    /** Not to be looked at again as long as they stay as they are. */
    private final Map<String, FileState> leftAlone = new HashMap<>();

    private final Map<String, Integer> unreadable = new HashMap<>();
    private final List<String> forget = new ArrayList<>();

    FileBook(FolderConfig config, IngestMetrics metrics) {
        this.source = config.name();
        this.aftercare = new Aftercare(config);
        this.metrics = metrics;
    }

    /** Whether the file, as it is now, is under way or done with. */
    boolean knows(Settling.Look file) {
        return file.state().equals(underWay.get(file.path())) || file.state().equals(leftAlone.get(file.path()));
    }

    /** The file has settled. */
    void begin(Settling.Look file) {
        underWay.put(file.path(), file.state());
    }

    /** The file changed or went away; the next scan decides. */
    void abandon(Settling.Look file) {
        underWay.remove(file.path());
    }

    /** The file's frame is committed. */
    void sent(Draft draft) {
        care(draft.name(), underWay.remove(draft.name()), draft.frameId());
    }

    /** The file's frame was committed before this process began, which may have been too early to move or delete it. */
    void sentBefore(Settling.Look file, String frameId) {
        care(file.path(), file.state(), frameId);
    }

    /** The file has the content that was sent under its path before. */
    void touched(Settling.Look file) {
        underWay.remove(file.path());
        leftAlone.put(file.path(), file.state());
        care(file.path(), file.state(), Long.toString(file.state().modifiedMillis()));
    }

    /** The draft will not become a frame. */
    void refused(Draft draft, RefusalReason reason, String detail) {
        refused(new Settling.Look(draft.name(), underWay.get(draft.name())), reason, detail);
    }

    /** The file will not become a frame, as it is now. */
    void refused(Settling.Look file, RefusalReason reason, String detail) {
        underWay.remove(file.path());
        if (reason == RefusalReason.UNREADABLE && unreadable.merge(file.path(), 1, Integer::sum) < TRIES) {
            LOG.debug("{}: {} will be tried again: {}", source, file.path(), detail);
            return;
        }
        unreadable.remove(file.path());
        leftAlone.put(file.path(), file.state());
        metrics.refused(source, reason);
        LOG.warn("{}: {} refused as {}: {}", source, file.path(), reason, detail);
        try {
            aftercare.refused(file.path(), Long.toString(file.state().modifiedMillis()));
        } catch (IOException e) {
            LOG.warn("{}: {} cannot be moved to the rejected ones: {}", source, file.path(), e.toString());
        }
    }

    private void care(String path, FileState state, String id) {
        try {
            if (aftercare.sent(path, id)) {
                forget.add(path);
            }
        } catch (IOException e) {
            leftAlone.put(path, state);
            LOG.warn("{}: {} was sent and cannot be moved or deleted: {}", source, path, e.toString());
        }
    }

    /** The paths whose notes are no longer needed, to be taken back with the next submission. */
    List<String> toForget() {
        return List.copyOf(forget);
    }

    /** The note on the path is no longer needed. */
    void forget(String path) {
        forget.add(path);
    }

    /** Notes were taken back. */
    void forgotten(List<String> paths) {
        forget.removeAll(paths);
    }

    /** Drops what is known of files that are gone. */
    void retain(Set<String> there) {
        leftAlone.keySet().retainAll(there);
        unreadable.keySet().retainAll(there);
    }
}
