// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.kit.Reason;
import dev.invigil.kit.metrics.RepeatLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

    private static final String NOT_FINISHED = "was sent but cannot be moved or deleted";
    private static final String NOT_MOVED = "was refused but cannot be moved to rejected-to";

    /** Failed actions in one round of new tries: a full disk must not keep the thread from sending. */
    private static final int FAILURES_PER_ROUND = 16;

    /** Longer than the usual rescan: one file that always fails must not fill the log. */
    private static final Duration FAILURE_LOG_INTERVAL = Duration.ofMinutes(1);

    /** Moves or deletes a file. */
    private interface Action {
        void apply() throws IOException;
    }

    /**
     * An action that failed.
     *
     * @param state of the file that the action is meant for
     * @param look the state of the file now; null when it was removed or cannot be read
     */
    private record Unfinished(FileState state, Supplier<FileState> look, String failure, Action action) {}

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

    /** Actions that failed, by the key of their file, the least recently tried first. */
    private final Map<String, Unfinished> unfinished = new LinkedHashMap<>();

    private final RepeatLog failures = new RepeatLog(LOG, FAILURE_LOG_INTERVAL, System::nanoTime);
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
        tryAction(
                file.key(),
                new Unfinished(
                        file.state(),
                        file::state,
                        NOT_MOVED,
                        () -> postSend.refused(
                                file.path(), Long.toString(file.state().modifiedMillis()))));
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
        tryAction(
                file.path(),
                new Unfinished(
                        file.state(),
                        () -> looker.look(file.path()),
                        NOT_MOVED,
                        () -> postSend.refused(
                                file.path(), Long.toString(file.state().modifiedMillis()))));
    }

    private void afterSent(String path, FileState state, String id) {
        if (isOverwritten(path, state)) {
            return;
        }
        tryAction(path, new Unfinished(state, () -> looker.look(path), NOT_FINISHED, () -> {
            if (postSend.sent(path, id)) {
                leftAlone.remove(path, state);
                forget.add(path);
            }
        }));
    }

    /** Applies the action; one that fails is kept for {@link #tryUnfinished} and the file is ignored until then. */
    private boolean tryAction(String key, Unfinished task) {
        unfinished.remove(key);
        try {
            task.action().apply();
            return true;
        } catch (IOException e) {
            leftAlone.put(key, task.state());
            unfinished.put(key, task);
            failures.warn(
                    source + ": a file " + task.failure(),
                    source + ": " + FolderRules.printable(key) + " " + task.failure()
                            + "; this is tried again at each rescan: " + Reason.of(e));
            return false;
        }
    }

    /** Tries again what failed: a disk may have been full, or a file open in another program. To be called at each scan of the folder. */
    void tryUnfinished() {
        int failed = 0;
        int succeeded = 0;
        for (Map.Entry<String, Unfinished> entry : List.copyOf(unfinished.entrySet())) {
            if (failed == FAILURES_PER_ROUND || Thread.currentThread().isInterrupted()) {
                break;
            }
            Unfinished task = entry.getValue();
            FileState now = task.look().get();
            if (now == null) {
                continue;
            }
            if (!now.equals(task.state())) {
                // the next scan reads the new content
                unfinished.remove(entry.getKey());
            } else if (tryAction(entry.getKey(), task)) {
                succeeded++;
            } else {
                failed++;
            }
        }
        if (succeeded > 0) {
            LOG.info("{}: {} files could be moved or deleted after earlier tries had failed", source, succeeded);
        }
    }

    /** Logs how many messages were suppressed; called at the end. */
    void stopped() {
        failures.flush();
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
        unfinished.keySet().retainAll(there);
        unreadable.keySet().retainAll(there);
        incomplete.keySet().retainAll(there);
    }
}
