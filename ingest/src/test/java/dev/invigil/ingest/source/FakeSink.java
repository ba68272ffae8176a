// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.ingest.frame.RefusalReason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Keeps frames in memory, as the publisher and its broker do: numbered by camera, each name once. */
public final class FakeSink implements FrameSink {
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final List<Draft> frames = new ArrayList<>();
    private final Map<String, SentFrame> notes = new LinkedHashMap<>();
    private final Map<String, Long> next = new HashMap<>();
    private final Deque<Publication.NotSent> failures = new ArrayDeque<>();
    private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    private Optional<Publication.NotSent> unavailable = Optional.empty();

    /** The next submission fails so. */
    public synchronized FakeSink failNext(RefusalReason reason) {
        failures.add(new Publication.NotSent(reason, "the test says so"));
        return this;
    }

    /** Lets submissions wait until the future completes. */
    public synchronized void hold(CompletableFuture<Void> until) {
        gate = until;
    }

    /** Takes nothing, or takes frames again. */
    public synchronized void unavailable(Optional<Publication.NotSent> why) {
        unavailable = why;
    }

    /** What has been committed, in order. */
    public synchronized List<Draft> frames() {
        return List.copyOf(frames);
    }

    @Override
    public synchronized Optional<Publication.NotSent> unavailable() {
        return unavailable;
    }

    @Override
    public synchronized CompletableFuture<Publication> submit(Submission submission) {
        if (unavailable.isPresent()) {
            return CompletableFuture.completedFuture(unavailable.get());
        }
        if (!failures.isEmpty()) {
            return CompletableFuture.completedFuture(failures.remove());
        }
        return gate.thenApply(open -> commit(submission));
    }

    @Override
    public synchronized Optional<SentFrame> find(String source, String name) {
        return Optional.ofNullable(notes.get(source + "/" + name));
    }

    @Override
    public synchronized Stream<Map.Entry<String, SentFrame>> sent(String source) {
        return notes.entrySet().stream()
                .filter(note -> note.getKey().startsWith(source + "/"))
                .map(note -> Map.entry(note.getKey().substring(source.length() + 1), note.getValue()))
                .toList()
                .stream();
    }

    private synchronized Publication commit(Submission submission) {
        submission.forget().forEach(name -> notes.remove(submission.source() + "/" + name));
        List<SentFrame> answer = new ArrayList<>();
        for (Draft draft : submission.drafts()) {
            String key = draft.source() + "/" + draft.name();
            SentFrame known = notes.get(key);
            if (known == null || !known.frameId().equals(draft.frameId())) {
                long sequence = next.merge(draft.camera(), 1L, Long::sum) - 1;
                // later than the one before, so that the notes have an order
                known = SentFrame.of(draft, sequence, CLOCK.instant().plusMillis(frames.size()));
                notes.put(key, known);
                frames.add(draft);
            }
            answer.add(known);
        }
        return new Publication.Committed(answer);
    }
}
