// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Where sources bring their frames. Its methods may be called from any thread. */
public interface FrameSink {

    /** Why no frame can be sent now; empty when frames can be sent and what has been sent is known. */
    Optional<Publication.NotSent> unavailable();

    /** Submits frames. The future always completes normally. */
    CompletableFuture<Publication> submit(Submission submission);

    /** The note on a frame, when it has been sent and is not forgotten; complete once frames can be sent. */
    Optional<SentFrame> find(String source, String name);

    /** The names and notes of a source; complete once frames can be sent. */
    Stream<Map.Entry<String, SentFrame>> sent(String source);
}
