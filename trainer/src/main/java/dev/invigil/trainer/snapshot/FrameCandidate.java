// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A frame that may become a member, as its verdict describes it.
 *
 * @param id of the frame
 * @param camera of the frame
 * @param product that the frame names
 * @param partId of the part, when the sender knows it
 * @param sha256 of the image
 * @param position of the frame's record
 * @param decision of the verdict
 * @param decidedAt when it was made
 * @param score of the image; absent when it was not scored
 * @param model digest of the model that scored it
 * @param byMinimumArea whether it is a PASS only because no anomalous region is large enough
 */
public record FrameCandidate(
        String id,
        String camera,
        String product,
        Optional<String> partId,
        String sha256,
        RecordPosition position,
        Decision decision,
        Instant decidedAt,
        OptionalDouble score,
        Optional<String> model,
        boolean byMinimumArea) {}
