// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.label;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.verdict.Decision;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An operator's word on the part of one frame: it confirms or overturns the verdict. The record's key is the frame id; a record without a
 * value takes the label back.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param frameId the frame
 * @param quality of the part
 * @param defect kind of defect, only for a defective part
 * @param reason one line
 * @param by who says so
 * @param at when it was said
 */
public record Label(
        int schema,
        String frameId,
        Quality quality,
        Optional<String> defect,
        Optional<String> reason,
        String by,
        Instant at) {
    /** The schema this version writes. */
    public static final int SCHEMA = 1;

    /** Whether a part is good. */
    public enum Quality {
        GOOD,
        DEFECTIVE
    }

    /** Whether the verdict says the same about the part; false also for a verdict that leaves it open. */
    public boolean confirms(Decision decision) {
        return switch (decision) {
            case PASS -> quality == Quality.GOOD;
            case REJECT -> quality == Quality.DEFECTIVE;
            case REVIEW, WRONG_PRODUCT, UNSCORED -> false;
        };
    }

    public Label {
        if (!Frame.isText(frameId) || !Frame.isText(by)) {
            throw new IllegalArgumentException("a label needs frameId and by, each with " + Frame.TEXT_RULE);
        }
        Objects.requireNonNull(quality, "a label needs a quality, GOOD or DEFECTIVE");
        Objects.requireNonNull(at, "a label needs at");
        if (quality == Quality.GOOD && defect.isPresent()) {
            throw new IllegalArgumentException("a GOOD part has no defect, but the label names " + defect.get());
        }
        if (!defect.map(Frame::isText).orElse(true)
                || !reason.map(Frame::isText).orElse(true)) {
            throw new IllegalArgumentException("defect and reason must have " + Frame.TEXT_RULE);
        }
    }
}
