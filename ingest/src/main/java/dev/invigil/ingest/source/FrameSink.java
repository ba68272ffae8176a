// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Accepts frames from sources. Its methods may be called from any thread. */
public interface FrameSink {

    /** Why no frame can be sent now; empty when frames can be sent and the record of sent frames has been read. */
    Optional<Publication.NotSent> unavailable();

    /** Submits frames. The future always completes normally. */
    CompletableFuture<Publication> submit(Submission submission);

    /** The record of a frame, if it was sent and the record still exists; complete once frames can be sent. */
    Optional<SentFrame> find(String source, String name);

    /** The names and records of a source's sent frames; complete once frames can be sent. */
    Stream<Map.Entry<String, SentFrame>> sent(String source);
}
