// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.util.function.Supplier;

/** An option or argument has a value that it cannot have: the command was not begun, and exits as after any wrong usage. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong with which option, and what it takes */
    UsageException(String message) {
        super(message);
    }

    private UsageException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }

    /** What is made of options; a value that its maker refuses is wrong usage. */
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
