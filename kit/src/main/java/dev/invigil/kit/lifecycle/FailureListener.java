// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.lifecycle;

/** Told by a service's own threads that the service cannot go on. Never blocks, so it can be called from any thread. */
@FunctionalInterface
public interface FailureListener {
    /**
     * @param service its name
     * @param cause an {@code OperatorException} for what a person can mend, else a bug
     */
    void failed(String service, Throwable cause);
}
