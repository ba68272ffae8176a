// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

/** Why an image is not a member of a snapshot. */
public enum LeftOut {
    /** Its verdict is not old enough. */
    QUARANTINE("in quarantine"),
    /** Its verdict is not PASS, and no label says that the part is good. */
    NOT_CONFIRMED("not confirmed as good"),
    /** It is a PASS only because no anomalous region is large enough for the camera's rule. */
    MINIMUM_AREA("PASS only by the camera's minimum area"),
    /** It is among the frames with the highest scores of its product, camera and model. */
    MOST_ANOMALOUS("among the most anomalous"),
    /** A label says that its part is defective. */
    OVERTURNED("overturned by a label"),
    /** It was a member because of a label that is no longer there. */
    LABEL_WITHDRAWN("its label was withdrawn"),
    /** It is defective, and its part was trained on or calibrated with before. */
    PART_WAS_USED("defective, and its part was trained on or calibrated with"),
    /** Its part has one role, and the same image has another. */
    TWO_ROLES("its part and its image have different roles"),
    /** The same image is a member already. */
    DUPLICATE("the same image is a member already"),
    /** The same image is said to be good and defective, or to have two defects. */
    CONTRADICTORY("stated with two truths"),
    /** The product has enough frames; chance has chosen others. */
    CAP("more than the limit of the product"),
    /** The frame was deleted by the topic's retention before its image could be kept. */
    GONE("deleted by retention"),
    /** The frame's record is not what its verdict describes, or not an image. */
    UNREADABLE("cannot be read");

    private final String text;

    LeftOut(String text) {
        this.text = text;
    }

    /** For messages: follows the number of images. */
    public String text() {
        return text;
    }
}
