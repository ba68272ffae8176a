// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.lifecycle;

/** A part of a process that starts and stops. {@link Lifecycle} calls each method at most once. */
public interface Service {
    /** For messages and logs. */
    String name();

    /** Returns when the service works; throws if it cannot, after releasing its resources. */
    void start() throws Exception;

    /** Returns when the service has stopped and released its resources; is interrupted when it takes too long. */
    void stop() throws Exception;
}
