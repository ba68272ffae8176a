// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

/** A confidence interval, both ends included. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("an interval from " + low + " to " + high + " is not valid");
        }
    }
}
