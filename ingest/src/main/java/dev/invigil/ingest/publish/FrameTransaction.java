// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.Submission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * The writes of one transaction: frames with their sequence numbers, the records of these frames, and the next sequence numbers of their
 * cameras.
 */
public final class FrameTransaction {

    /** A frame is larger than the producer or the topic allows; nothing of the transaction was written. */
    static final class FrameTooLargeException extends RuntimeException {
        FrameTooLargeException(RecordTooLargeException cause) {
            super("the frame is larger than the broker accepts: " + cause.getMessage(), cause);
        }
    }

    /**
     * The result of a commit.
     *
     * @param notes for each submission the records of its frames, in order
     * @param fresh the frames that were not sent before
     */
    record Outcome(List<List<SentFrame>> notes, List<Draft> fresh) {}

    private final String line;
    private final String framesTopic;
    private final String progressTopic;
    private final Progress progress;
    private final Clock clock;

    public FrameTransaction(String line, String framesTopic, String progressTopic, Progress progress, Clock clock) {
        this.line = line;
        this.framesTopic = framesTopic;
        this.progressTopic = progressTopic;
        this.progress = progress;
        this.clock = clock;
    }

    /** The records of a submission's frames, if all of them were sent. */
    Optional<List<SentFrame>> alreadySent(Submission submission) {
        List<SentFrame> notes = new ArrayList<>();
        for (Draft draft : submission.drafts()) {
            Optional<SentFrame> note = progress.find(draft.source(), draft.name())
                    .filter(sent -> sent.frameId().equals(draft.frameId()));
            if (note.isEmpty()) {
                return Optional.empty();
            }
            notes.add(note.get());
        }
        return Optional.of(notes);
    }

    /**
     * Sends and commits. When it returns, everything is committed and {@code progress} is updated. When it throws, {@code progress} is
     * unchanged, and whether anything was committed is known only after the next producer has been initialised. A frame that was sent
     * before is not sent again.
     */
    Outcome commit(Producer<String, byte[]> producer, List<Submission> submissions) {
        Map<String, byte[]> writes = new LinkedHashMap<>();
        Map<String, SentFrame> fresh = new HashMap<>();
        Map<String, Long> next = new LinkedHashMap<>();
        List<Frame> frames = new ArrayList<>();
        List<Draft> sent = new ArrayList<>();
        List<List<SentFrame>> answers = new ArrayList<>();
        for (Submission submission : submissions) {
            submission.forget().forEach(name -> writes.put(progress.frameKey(submission.source(), name), null));
            List<SentFrame> answer = new ArrayList<>();
            for (Draft draft : submission.drafts()) {
                String key = progress.frameKey(draft.source(), draft.name());
                SentFrame known = fresh.getOrDefault(
                        key, progress.find(draft.source(), draft.name()).orElse(null));
                if (known == null || !known.frameId().equals(draft.frameId())) {
                    long sequence = next.getOrDefault(draft.camera(), progress.nextSequence(draft.camera()));
                    next.put(draft.camera(), CameraProgress.after(sequence));
                    known = SentFrame.of(draft, sequence, clock.instant());
                    fresh.put(key, known);
                    writes.put(key, SentFrame.CODEC.encode(known));
                    frames.add(frame(draft, sequence));
                    sent.add(draft);
                }
                answer.add(known);
            }
            answers.add(answer);
        }
        next.forEach((camera, sequence) -> writes.put(
                Progress.cameraKey(camera),
                CameraProgress.CODEC.encode(new CameraProgress(CameraProgress.SCHEMA, camera, sequence))));
        if (!writes.isEmpty()) {
            transact(producer, frames, writes);
            writes.forEach(progress::apply);
        }
        return new Outcome(answers, sent);
    }

    private void transact(Producer<String, byte[]> producer, List<Frame> frames, Map<String, byte[]> writes) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        try {
            producer.beginTransaction();
            for (Frame frame : frames) {
                send(producer, FrameCodec.encode(framesTopic, frame), failure);
            }
            for (Map.Entry<String, byte[]> write : writes.entrySet()) {
                send(
                        producer,
                        new ProducerRecord<>(progressTopic, ProgressTopic.PARTITION, write.getKey(), write.getValue()),
                        failure);
            }
            producer.flush();
            stopAt(failure);
            producer.commitTransaction();
        } catch (KafkaException e) {
            // the callback has the cause; exceptions of later calls only report that the producer is in an error state
            if (failure.get() instanceof RecordTooLargeException tooLarge) {
                producer.abortTransaction();
                throw new FrameTooLargeException(tooLarge);
            }
            throw failure.get() instanceof KafkaException cause ? cause : e;
        }
    }

    /** Sends and checks for earlier failures: with an unreachable broker, each further send would block for its full timeout. */
    private static void send(
            Producer<String, byte[]> producer,
            ProducerRecord<String, byte[]> record,
            AtomicReference<Exception> failure) {
        // the callback reports the same result
        Future<RecordMetadata> unused = producer.send(record, (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
        stopAt(failure);
    }

    private static void stopAt(AtomicReference<Exception> failure) {
        if (failure.get() != null) {
            throw new KafkaException(failure.get());
        }
    }

    private Frame frame(Draft draft, long sequence) {
        return new Frame(
                draft.frameId(),
                line,
                draft.camera(),
                draft.partId(),
                draft.productId(),
                OptionalLong.of(sequence),
                draft.capturedAt(),
                Optional.of(draft.contentType()),
                Optional.of(draft.digest()),
                draft.image());
    }
}
