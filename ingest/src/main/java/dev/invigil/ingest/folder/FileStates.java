// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.kit.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of a folder's files in this process, in addition to the records of sent frames, and the actions on them. Used by one thread.
 */
final class FileStates {

    private static final Logger LOG = LoggerFactory.getLogger(FileStates.class);

    /** Network shares fail temporarily: number of attempts to read a file, one rescan apart. */
    private static final int TRIES = 3;

    /** An incomplete file must stay unchanged this many times longer than a complete one. */
    private static final int INCOMPLETE_SETTLES = 10;

    private record Incomplete(FileState state, long since) {}

    private final String source;
    private final long patienceNanos;
    private final PostSendAction postSend;
    private final StabilityCheck.Looker looker;
    private final IngestMetrics metrics;
    /** Files that are stable and not sent yet. */
    private final Map<String, FileState> underWay = new HashMap<>();
    /** Files that are ignored until they change. */
    private final Map<String, FileState> leftAlone = new HashMap<>();

    private final Map<String, Integer> unreadable = new HashMap<>();
    /** Files that are incomplete by their format. */
    private final Map<String, Incomplete> incomplete = new HashMap<>();

    private final List<String> forget = new ArrayList<>();

    FileStates(FolderConfig config, StabilityCheck.Looker looker, IngestMetrics metrics) {
        this.source = config.name();
        this.patienceNanos = config.settle().multipliedBy(INCOMPLETE_SETTLES).toNanos();
        this.postSend = new PostSendAction(config);
        this.looker = looker;
        this.metrics = metrics;
    }

    /** Whether the file in its current state is being sent or is finished. */
    boolean knows(StabilityCheck.Look file) {
        return file.state().equals(underWay.get(file.path())) || file.state().equals(leftAlone.get(file.path()));
    }

    /** The file is stable. */
    void begin(StabilityCheck.Look file) {
        underWay.put(file.path(), file.state());
    }

    /** The file changed or was removed; the next scan decides. */
    void abandon(StabilityCheck.Look file) {
        underWay.remove(file.path(), file.state());
    }

    /** The file's frame is committed. */
    void sent(Draft draft) {
        incomplete.remove(draft.name());
        underWay.remove(draft.name(), stateOf(draft));
        afterSent(draft.name(), stateOf(draft), draft.frameId());
    }

    /** The file's frame was committed by an earlier process, which may have ended before it moved or deleted the file. */
    void sentBefore(StabilityCheck.Look file, String frameId) {
        afterSent(file.path(), file.state(), frameId);
    }

    /** The file has the same content that was sent under its path before. */
    void touched(StabilityCheck.Look file) {
        underWay.remove(file.path(), file.state());
        leftAlone.put(file.path(), file.state());
        afterSent(file.path(), file.state(), Long.toString(file.state().modifiedMillis()));
    }

    /** The draft will not become a frame. */
    void refused(Draft draft, RefusalReason reason, String detail) {
        refused(new StabilityCheck.Look(draft.name(), stateOf(draft)), reason, detail);
    }

    /** The file's name cannot be used; logged once until the file changes. */
    void refused(FolderScan.Unusable file) {
        if (file.state().equals(leftAlone.put(file.key(), file.state()))) {
            return;
        }
        metrics.refused(source, RefusalReason.INVALID_NAME);
        LOG.warn(
                "{}: {} refused as {}: its name is not valid text in the encoding {}; rename the file, or start this process with a"
                        + " UTF-8 locale",
                source,
                file.key(),
                RefusalReason.INVALID_NAME,
                System.getProperty("sun.jnu.encoding"));
        try {
            postSend.refused(file.path(), Long.toString(file.state().modifiedMillis()));
        } catch (IOException e) {
            LOG.warn("{}: {} cannot be moved to rejected-to: {}", source, file.key(), Reason.of(e));
        }
    }

    /**
     * The file is incomplete by its format: it may be a paused upload.
     *
     * @param now when the file became stable, as {@link System#nanoTime()}
     * @return whether to wait for the rest; false when the file has been unchanged for long enough
     */
    boolean waitForRest(StabilityCheck.Look file, long now) {
        Incomplete known = incomplete.get(file.path());
        if (known == null || !known.state().equals(file.state())) {
            incomplete.put(file.path(), new Incomplete(file.state(), now));
            return patienceNanos > 0;
        }
        return now - known.since() < patienceNanos;
    }

    /** The file in its current state will not become a frame. */
    void refused(StabilityCheck.Look file, RefusalReason reason, String detail) {
        underWay.remove(file.path(), file.state());
        if (reason == RefusalReason.UNREADABLE && unreadable.merge(file.path(), 1, Integer::sum) < TRIES) {
            LOG.debug("{}: {} will be retried: {}", source, file.path(), detail);
            return;
        }
        unreadable.remove(file.path());
        leftAlone.put(file.path(), file.state());
        metrics.refused(source, reason);
        LOG.warn("{}: {} refused as {}: {}", source, FolderRules.printable(file.path()), reason, detail);
        if (isOverwritten(file.path(), file.state())) {
            return;
        }
        try {
            postSend.refused(file.path(), Long.toString(file.state().modifiedMillis()));
        } catch (IOException e) {
            LOG.warn("{}: {} cannot be moved to rejected-to: {}", source, file.path(), Reason.of(e));
        }
    }

    private void afterSent(String path, FileState state, String id) {
        if (isOverwritten(path, state)) {
            return;
        }
        try {
            if (postSend.sent(path, id)) {
                forget.add(path);
            }
        } catch (IOException e) {
            leftAlone.put(path, state);
            LOG.warn("{}: {} was sent but cannot be moved or deleted: {}", source, path, Reason.of(e));
        }
    }

    /** Whether the path has other content by now, which has not been sent yet and must stay. */
    private boolean isOverwritten(String path, FileState state) {
        FileState now = looker.look(path);
        return now != null && !now.equals(state);
    }

    private static FileState stateOf(Draft draft) {
        return new FileState(draft.image().length, draft.stamp());
    }

    /** The paths whose records are no longer needed, to be deleted with the next submission. */
    List<String> toForget() {
        return List.copyOf(forget);
    }

    /** The record of the path is no longer needed. */
    void forget(String path) {
        forget.add(path);
    }

    /** The records were deleted. */
    void forgotten(List<String> paths) {
        forget.removeAll(paths);
    }

    /** Removes the states of files that no longer exist. */
    void retain(Set<String> there) {
        leftAlone.keySet().retainAll(there);
        unreadable.keySet().retainAll(there);
        incomplete.keySet().retainAll(there);
    }
}
