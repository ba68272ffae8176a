// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/** What happens to a frame between its acceptance and its outcome. The outcome comes back by {@link CompletionQueue}. */
interface FramePipeline extends AutoCloseable {

    /** Takes the frame and returns at once. */
    void submit(Accepted frame);

    /** Drops what has not been finished and frees what the stages hold. */
    @Override
    void close();
}
