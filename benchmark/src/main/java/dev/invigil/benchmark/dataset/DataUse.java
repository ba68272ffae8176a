// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

/** What data is read for. Only what this use needs is checked. */
public enum DataUse {
    /** Training and calibration: good training images. Test images and masks are not opened. */
    TRAINING,
    /** Evaluation: test images and, where there are some, masks. Training images are only searched for copies of the test images. */
    EVALUATION,
    /** Both. */
    EVERYTHING,
    /** Both, of what can be read: images that cannot be decoded and classes without images are left out with a note. All is decoded. */
    READABLE;

    boolean leavesOut() {
        return this == READABLE;
    }

    boolean trains() {
        return this != EVALUATION;
    }

    boolean tests() {
        return this != TRAINING;
    }
}
