// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.lifecycle;

/** Something with a beginning and an end. {@link Lifecycle} calls each method once at most. */
public interface Service {
    /** For messages and logs. */
    String name();

    /** Returns when the service works; throws when it cannot, having let go of what it had taken. */
    void start() throws Exception;

    /** Returns when the service has ended and let go of everything; is interrupted when it takes too long. */
    void stop() throws Exception;
}
