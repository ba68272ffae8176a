// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.function.LongSupplier;

/** When decoding is to be given up. Asked often, from the thread that decodes. */
@FunctionalInterface
public interface DecodeDeadline {
    /** Never gives up. */
    DecodeDeadline NONE = () -> false;

    boolean isOver();

    /**
     * The deadline after this number of nanoseconds from now.
     *
     * @param clock as {@code System.nanoTime}
     */
    static DecodeDeadline in(long nanos, LongSupplier clock) {
        long start = clock.getAsLong();
        return () -> clock.getAsLong() - start > nanos;
    }
}
