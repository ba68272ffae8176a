// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.detector.tensor.Sha256;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Where a member's image comes from. */
public sealed interface Origin {
    /** The result of the function that is for this case. */
    <R> R fold(Function<Golden, R> golden, Function<FromFrame, R> frame);

    /** The camera that captured the image; empty if it is not known. */
    Optional<String> camera();

    /**
     * A file of the golden data set. It stays where it is; its SHA-256 in the member shows whether it was changed.
     *
     * @param file relative to the golden folder, with {@code /} between names
     * @param mask where the defect is; only for a defective part, and only where the data has one
     */
    record Golden(String file, Optional<Mask> mask) implements Origin {
        public Golden {
            requireRelative(file);
            Objects.requireNonNull(mask, "mask");
        }

        @Override
        public <R> R fold(Function<Golden, R> golden, Function<FromFrame, R> frame) {
            return golden.apply(this);
        }

        @Override
        public Optional<String> camera() {
            return Optional.empty();
        }
    }

    /**
     * The mask of a golden defect.
     *
     * @param file as in {@link Golden}
     * @param sha256 of the file
     */
    record Mask(String file, String sha256) {
        public Mask {
            requireRelative(file);
            if (!Sha256.isDigest(sha256)) {
                throw new IllegalArgumentException("not a SHA-256 digest: " + sha256);
            }
        }
    }

    /**
     * A frame of the line. Its image is kept in the {@link SnapshotStore}.
     *
     * @param id of the frame
     * @param from its camera
     * @param confirmation why the truth about its part is known
     */
    record FromFrame(String id, String from, Confirmation confirmation) implements Origin {
        public FromFrame {
            if (!Frame.isText(id) || !Frame.isName(from)) {
                throw new IllegalArgumentException(
                        "a frame's id and camera must have " + Frame.TEXT_RULE + ", but are " + id + " and " + from);
            }
            Objects.requireNonNull(confirmation, "confirmation");
        }

        @Override
        public <R> R fold(Function<Golden, R> golden, Function<FromFrame, R> frame) {
            return frame.apply(this);
        }

        @Override
        public Optional<String> camera() {
            return Optional.of(from);
        }
    }

    /** Why the truth about a frame's part is known. */
    enum Confirmation {
        /** The verdict was PASS, and no label says otherwise. */
        VERDICT,
        /** An operator's label. */
        LABEL
    }

    private static void requireRelative(String file) {
        if (file.isBlank() || file.startsWith("/") || ("/" + file + "/").contains("/../")) {
            throw new IllegalArgumentException("not a path within the golden folder: " + file);
        }
    }
}
