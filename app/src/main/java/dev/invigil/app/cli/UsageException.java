// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.util.function.Supplier;

/** An option or argument has an invalid value. The command does not start and exits with 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message the option, what is wrong with it, and the allowed values */
    UsageException(String message) {
        super(message);
    }

    private UsageException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }

    /** Creates something from options; an {@link IllegalArgumentException} is wrong usage. */
    static <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /** Refuses a number below {@code least}. */
    static void requireAtLeast(String option, long least, long value) {
        if (value < least) {
            throw new UsageException(option + " must be at least " + least + ", not " + value);
        }
    }
}
