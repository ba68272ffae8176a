// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

/** A model's map has a value that is not a number or is infinite. No image can cause that: the weights or the device are damaged. */
public final class NonFiniteScoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NonFiniteScoreException(double score) {
        super("the map's score is " + score + ", not a finite number");
    }
}
