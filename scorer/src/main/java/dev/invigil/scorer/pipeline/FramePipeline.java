// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/** Processes a frame from its acceptance to its outcome. The outcome is returned through {@link CompletionQueue}. */
interface FramePipeline extends AutoCloseable {

    /** Takes the frame and returns at once. */
    void submit(Accepted frame);

    /** Drops unfinished frames and frees the resources of the stages. */
    @Override
    void close();
}
