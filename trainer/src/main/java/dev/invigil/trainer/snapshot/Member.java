// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.detector.tensor.Sha256;
import java.util.Objects;
import java.util.Optional;

/**
 * One image of a snapshot.
 *
 * @param origin where the image comes from
 * @param sha256 of the image's bytes
 * @param product that the part is
 * @param partId of the part, when the data has one; images of one product with the same id show the same part
 * @param role what the part is used for; a defective part is only ever TEST
 * @param truth what the part is known to be
 */
public record Member(Origin origin, String sha256, String product, Optional<String> partId, Role role, Truth truth) {
    public Member {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(partId, "partId");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(truth, "truth");
        if (!Sha256.isDigest(sha256)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + sha256);
        }
        if (!Frame.isText(product)) {
            throw new IllegalArgumentException("a product's name must have " + Frame.TEXT_RULE + ", but is " + product);
        }
        if (truth.isDefective() && role != Role.TEST) {
            throw new IllegalArgumentException("a defective part is TEST only, but " + sha256 + " is " + role);
        }
        if (!truth.isDefective() && origin.fold(golden -> golden.mask().isPresent(), frame -> false)) {
            throw new IllegalArgumentException("a good part has no mask, but " + sha256 + " has one");
        }
    }

    /** What stands for the part within its product: its id, else the digest of its only image. */
    public String part() {
        return partId.orElse(sha256);
    }

    /** The camera that captured the image; empty if it is not known. */
    public Optional<String> camera() {
        return origin.camera();
    }

    /** The same part with another truth. */
    public Member with(Truth other) {
        return new Member(origin, sha256, product, partId, role, other);
    }
}
