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
final class FileStates {

    private static final Logger LOG = LoggerFactory.getLogger(FileStates.class);

    /** Network shares fail for a while: a file that cannot be read is tried so many times, one rescan apart. */
    private static final int TRIES = 3;

    /** So many times as long as others must a file stay unchanged that does not end as its format ends. */
    private static final int INCOMPLETE_SETTLES = 10;

    private record Incomplete(FileState state, long since) {}

    private final String source;
    private final long patienceNanos;
    private final PostSendAction postSend;
    private final IngestMetrics metrics;
    /** Between being stable and being sent. */
    private final Map<String, FileState> underWay = new HashMap<>();
    /** Not to be looked at again as long as they stay as they are. */
    private final Map<String, FileState> leftAlone = new HashMap<>();

    private final Map<String, Integer> unreadable = new HashMap<>();
    /** Files that do not end as their format ends. */
    private final Map<String, Incomplete> incomplete = new HashMap<>();

    private final List<String> forget = new ArrayList<>();

    FileStates(FolderConfig config, IngestMetrics metrics) {
        this.source = config.name();
        this.patienceNanos = config.settle().multipliedBy(INCOMPLETE_SETTLES).toNanos();
        this.postSend = new PostSendAction(config);
        this.metrics = metrics;
    }

    /** Whether the file, as it is now, is under way or done with. */
    boolean knows(StabilityCheck.Look file) {
        return file.state().equals(underWay.get(file.path())) || file.state().equals(leftAlone.get(file.path()));
    }

    /** The file has settled. */
    void begin(StabilityCheck.Look file) {
        underWay.put(file.path(), file.state());
    }

    /** The file changed or went away; the next scan decides. */
    void abandon(StabilityCheck.Look file) {
        underWay.remove(file.path());
    }

    /** The file's frame is committed. */
    void sent(Draft draft) {
        incomplete.remove(draft.name());
        treatSent(draft.name(), underWay.remove(draft.name()), draft.frameId());
    }

    /** The file's frame was committed before this process began, which may have been too early to move or delete it. */
    void sentBefore(StabilityCheck.Look file, String frameId) {
        treatSent(file.path(), file.state(), frameId);
    }

    /** The file has the content that was sent under its path before. */
    void touched(StabilityCheck.Look file) {
        underWay.remove(file.path());
        leftAlone.put(file.path(), file.state());
        treatSent(file.path(), file.state(), Long.toString(file.state().modifiedMillis()));
    }

    /** The draft will not become a frame. */
    void refused(Draft draft, RefusalReason reason, String detail) {
        refused(new StabilityCheck.Look(draft.name(), underWay.get(draft.name())), reason, detail);
    }

    /** The file's name cannot be a frame's; said once while the file stays as it is. */
    void refused(FolderScan.Unusable file) {
        if (file.state().equals(leftAlone.put(file.key(), file.state()))) {
            return;
        }
        metrics.refused(source, RefusalReason.INVALID_NAME);
        LOG.warn(
                "{}: {} refused as {}: its name is not text in the encoding {}; rename it, or start this process with a"
                        + " UTF-8 locale",
                source,
                file.key(),
                RefusalReason.INVALID_NAME,
                System.getProperty("sun.jnu.encoding"));
        try {
            postSend.refused(file.path(), Long.toString(file.state().modifiedMillis()));
        } catch (IOException e) {
            LOG.warn("{}: {} cannot be moved to the rejected ones: {}", source, file.key(), e.toString());
        }
    }

    /**
     * The file does not end as its format ends: it may be an upload that has paused.
     *
     * @param now when the file settled, as {@link System#nanoTime()}
     * @return whether to wait for the rest; false when it has been as it is for long enough
     */
    boolean waitForRest(StabilityCheck.Look file, long now) {
        Incomplete known = incomplete.get(file.path());
        if (known == null || !known.state().equals(file.state())) {
            incomplete.put(file.path(), new Incomplete(file.state(), now));
            return patienceNanos > 0;
        }
        return now - known.since() < patienceNanos;
    }

    /** The file will not become a frame, as it is now. */
    void refused(StabilityCheck.Look file, RefusalReason reason, String detail) {
        underWay.remove(file.path());
        if (reason == RefusalReason.UNREADABLE && unreadable.merge(file.path(), 1, Integer::sum) < TRIES) {
            LOG.debug("{}: {} will be tried again: {}", source, file.path(), detail);
            return;
        }
        unreadable.remove(file.path());
        leftAlone.put(file.path(), file.state());
        metrics.refused(source, reason);
        LOG.warn("{}: {} refused as {}: {}", source, FolderRules.printable(file.path()), reason, detail);
        try {
            postSend.refused(file.path(), Long.toString(file.state().modifiedMillis()));
        } catch (IOException e) {
            LOG.warn("{}: {} cannot be moved to the rejected ones: {}", source, file.path(), e.toString());
        }
    }

    private void treatSent(String path, FileState state, String id) {
        try {
            if (postSend.sent(path, id)) {
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
        incomplete.keySet().retainAll(there);
    }
}
