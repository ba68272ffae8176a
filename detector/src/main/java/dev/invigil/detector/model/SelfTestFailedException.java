// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import java.io.Serial;

/** A model whose self-test gives other results on a device than where its bundle was made. */
public final class SelfTestFailedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * @param model for the user
     * @param device where it was opened
     * @param problem what differs
     */
    public SelfTestFailedException(String model, String device, String problem) {
        super(
                "model " + model + " failed its self-test on " + device + ": " + problem
                        + "; the device, its driver or the engine computes wrong results: use another device, or train the model on this system");
    }
}
