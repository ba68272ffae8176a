// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

/** How a child process ended. */
public sealed interface ChildEnd {
    /** All its output is written. */
    record Finished() implements ChildEnd {}

    /** It was asked to stop. */
    record Stopped() implements ChildEnd {}

    /** The work cannot be done, for a reason that an operator can fix. To try again would give the same. */
    record Refused(String reason) implements ChildEnd {}

    /** It ended by itself or was killed. To try again may help. */
    record Crashed(String reason) implements ChildEnd {}
}
